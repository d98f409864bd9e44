using Atelier.Models.Adapters;
using Atelier.Models.Text.Clip;
using Atelier.Models.Text.Prompts;
using Atelier.Models.Text.Tokenizers.Clip;
using Atelier.Torch;

namespace Atelier.Systems.StableDiffusion;

/// <summary>Prompts of any length with weights to states of one CLIP, window by window, as AUTOMATIC1111's web UI does.</summary>
/// <param name="encoder">The text encoder.</param>
/// <param name="tokenizer">Its tokenizer, with the words of the learned tokens.</param>
/// <param name="learned">Words of one's own; null for none.</param>
internal sealed class ClipPromptEncoder(ClipTextModel encoder, ClipTokenizer tokenizer, LearnedTokens? learned)
{
    // A mean that is this small beside the spread says nothing, so it is not restored.
    private const double LeastMean = 1e-3;

    /// <summary>Windows that a prompt needs.</summary>
    public int CountOf(string prompt) => Chunks(prompt).Count;

    /// <summary>States of a prompt. [1, 77 windows, C]</summary>
    /// <param name="prompt">The prompt.</param>
    /// <param name="windows">How many windows are wanted, at least as many as it needs.</param>
    /// <param name="skip">Blocks that are left out at the end.</param>
    /// <param name="normed">Whether the last norm follows.</param>
    /// <param name="adapters">Adapters of the encoder.</param>
    public Tensor Encode(string prompt, int windows, int skip, bool normed, AdapterStack? adapters) =>
        Tensor.Cat([.. PromptChunks.Extend(tokenizer, Chunks(prompt), windows).Select(c => Weighted(c, skip, normed, adapters))], 1);

    /// <summary>The vector of a prompt's first window in the space shared with pictures. [1, projection]</summary>
    public Tensor Pool(string prompt, AdapterStack? adapters) => encoder.Embed(encoder.Forward(Ids(Chunks(prompt)[0]), adapters: adapters));

    private IReadOnlyList<PromptChunk> Chunks(string prompt) => PromptChunks.Of(tokenizer, learned?.Expand(prompt) ?? prompt);

    private Tensor Ids(PromptChunk chunk) =>
        Tensor.From(Array.ConvertAll(chunk.Ids, id => (long)id), 1, chunk.Ids.Length).To(encoder.Parameters().First().Parameter.Value.Device);

    private Tensor Weighted(PromptChunk chunk, int skip, bool normed, AdapterStack? adapters)
    {
        using var scope = Tensor.Scope();
        var answer = encoder.Forward(Ids(chunk), adapters: adapters);
        var states = !normed ? answer.Skip(skip) : skip == 0 ? answer.LastHiddenState : encoder.FinalNorm(answer.Skip(skip)); // [1, 77, C]
        if (chunk.Weights.All(w => w == 1))
            return scope.Keep(states);
        var weighted = states * Tensor.From(chunk.Weights, 1, chunk.Weights.Length, 1).To(states.Device);
        var (before, after) = (states.Mean().Item(), weighted.Mean().Item());
        var spread = states.Sub(before).Abs().Mean().Item();
        return scope.Keep(Math.Min(Math.Abs(before), Math.Abs(after)) > LeastMean * spread ? weighted * (before / after) : weighted);
    }
}
