using Atelier.Models.Adapters;
using Atelier.Models.Text.Clip;
using Atelier.Models.Text.Prompts;
using Atelier.Models.Text.Tokenizers.Clip;
using Atelier.Torch;

namespace Atelier.Systems.StableDiffusion;

/// <summary>Prompts of any length with weights to states of CLIP, window by window, as AUTOMATIC1111's web UI does.</summary>
/// <param name="encoder">The text encoder.</param>
/// <param name="tokenizer">Its tokenizer, with the words of the learned tokens.</param>
/// <param name="learned">Words of one's own; null for none.</param>
internal sealed class ClipPromptEncoder(ClipTextModel encoder, ClipTokenizer tokenizer, LearnedTokens? learned)
{
    // A mean that is this small beside the spread says nothing, so it is not restored.
    private const double LeastMean = 1e-3;

    /// <summary>States of both prompts in equally many windows. [1, 77 windows, C]</summary>
    /// <param name="prompt">What is wanted.</param>
    /// <param name="negative">What is not; null for none.</param>
    /// <param name="skip">Blocks of the encoder that are left out at its end, plus 1.</param>
    /// <param name="adapters">Adapters of the encoder.</param>
    public (Tensor Prompt, Tensor? Negative) Encode(string prompt, string? negative, int skip, AdapterStack? adapters)
    {
        var wanted = Chunks(prompt);
        if (negative is null)
            return (States(wanted, skip, adapters), null);
        var unwanted = Chunks(negative);
        var count = Math.Max(wanted.Count, unwanted.Count);
        return (
            States(PromptChunks.Extend(tokenizer, wanted, count), skip, adapters),
            States(PromptChunks.Extend(tokenizer, unwanted, count), skip, adapters));
    }

    private IReadOnlyList<PromptChunk> Chunks(string prompt) => PromptChunks.Of(tokenizer, learned?.Expand(prompt) ?? prompt);

    private Tensor States(IReadOnlyList<PromptChunk> chunks, int skip, AdapterStack? adapters) =>
        Tensor.Cat([.. chunks.Select(c => Weighted(c, skip, adapters))], 1);

    private Tensor Weighted(PromptChunk chunk, int skip, AdapterStack? adapters)
    {
        using var scope = Tensor.Scope();
        var device = encoder.Parameters().First().Parameter.Value.Device;
        var ids = Tensor.From(Array.ConvertAll(chunk.Ids, id => (long)id), 1, chunk.Ids.Length).To(device);
        var answer = encoder.Forward(ids, adapters: adapters);
        var states = skip == 1 ? answer.LastHiddenState : encoder.FinalNorm(answer.Skip(skip - 1)); // [1, 77, C]
        if (chunk.Weights.All(w => w == 1))
            return scope.Keep(states);
        var weighted = states * Tensor.From(chunk.Weights, 1, chunk.Weights.Length, 1).To(device);
        var (before, after) = (states.Mean().Item(), weighted.Mean().Item());
        var spread = states.Sub(before).Abs().Mean().Item();
        return scope.Keep(Math.Min(Math.Abs(before), Math.Abs(after)) > LeastMean * spread ? weighted * (before / after) : weighted);
    }
}
