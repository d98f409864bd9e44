using Atelier.Models.Text.Bert;

namespace Atelier.Systems.TextToImage.Flux;

/// <summary>Prompts by a sentence encoder: its token states condition the denoiser, without padding.</summary>
/// <param name="encoder">Freed with this.</param>
/// <param name="note">Told when a prompt is too long.</param>
internal sealed class SentencePromptEncoder(SentenceEncoder encoder, Action<string>? note = null) : IFluxPromptEncoder
{
    public IReadOnlyList<FluxPrompt> Encode(IReadOnlyList<string> prompts) => [.. prompts.Select(prompt =>
    {
        if (encoder.Cuts(prompt))
            note?.Invoke($"The prompt is longer than the model takes; only its first {encoder.MaxLength} tokens count.");
        var states = encoder.Encode([prompt]);
        return new FluxPrompt(states.Tokens, states.Mask, states.Pooled);
    })];

    public void Dispose() => encoder.Dispose();
}
