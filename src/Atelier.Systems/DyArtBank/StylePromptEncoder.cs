using Atelier.Models.Text.Clip;
using Atelier.Torch;

namespace Atelier.Systems.DyArtBank;

/// <summary>Runs learned prompts through a frozen CLIP text encoder.</summary>
/// <remarks>
/// As in the release, the words around the learned tokens carry two position vectors: their place in their own text, and then their place in the
/// whole prompt. Learned tokens carry the second only. Trained files rely on it.
/// </remarks>
/// <param name="text">The encoder.</param>
/// <param name="around">Start, end and words around the learned tokens.</param>
public sealed class StylePromptEncoder(ClipTextModel text, StylePromptText around)
{
    // Whatever the tokenizer pads with, the release pads with this.
    private const int PadId = 0;

    /// <summary>Encodes prompts.</summary>
    /// <param name="contexts">Learned tokens. [B, P, M, C]</param>
    /// <exception cref="ArgumentException">The width is not the encoder's, or words and learned tokens are longer than its longest text.</exception>
    public EncodedStylePrompts Encode(Tensor contexts)
    {
        var (length, tokens) = (text.Config.MaxPositionEmbeddings, (int)contexts.Size(2));
        if (contexts.Size(3) != text.Config.HiddenSize)
            throw new ArgumentException($"Style prompts are {contexts.Size(3)} wide, the text encoder {text.Config.HiddenSize}: they are made for another model.");
        if (around.EndAt(tokens) >= length)
            throw new ArgumentException($"{around.EndAt(tokens) + 1} tokens were given, the text encoder takes {length}.");

        // 1. [start, words] and [words, end, padding, ...], with the places in their own texts.
        var before = Words([around.StartId, .. around.Before], 0, contexts);
        int[] after = [.. around.After, around.EndId];
        var rest = Words([.. after, .. Enumerable.Repeat(PadId, length - around.First - tokens - after.Length)], 1, contexts);

        // 2. The learned tokens between them.
        var vectors = Tensor.Cat([before, contexts, rest], 2); // [B, P, N, C]

        // 3. The encoder adds the places in the whole prompt.
        var states = text.ForwardVectors(vectors.Flatten(0, 1)).LastHiddenState.Reshape(vectors.Shape);
        return new(vectors, states, states.Select(2, around.EndAt(tokens)));
    }

    private Tensor Words(int[] ids, int first, Tensor like)
    {
        var tokens = Tensor.From([.. ids.Select(i => (long)i)], 1, ids.Length).To(like.Device);
        var vectors = text.TokenVectors(tokens) + text.PositionVectors(first, ids.Length); // [1, n, C]
        return vectors.Unsqueeze(0).Expand(like.Size(0), like.Size(1), -1, -1);
    }
}
