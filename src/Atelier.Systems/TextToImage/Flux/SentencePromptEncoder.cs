using Atelier.Models.Text.Bert;

namespace Atelier.Systems.TextToImage.Flux;

/// <summary>Prompts by a sentence encoder: its token states condition the denoiser, without padding.</summary>
/// <param name="encoder">Freed with this.</param>
internal sealed class SentencePromptEncoder(SentenceEncoder encoder) : IFluxPromptEncoder
{
    public IReadOnlyList<FluxPrompt> Encode(IReadOnlyList<string> prompts) => [.. prompts.Select(prompt =>
    {
        var states = encoder.Encode([prompt]);
        return new FluxPrompt(states.Tokens, states.Mask, states.Pooled);
    })];

    public void Dispose() => encoder.Dispose();
}
