using Atelier.Models.Text.Tokenizers;

namespace Atelier.Systems.DyArtBank;

/// <summary>The words around the learned tokens of a style prompt: start, before, learned tokens, after, end, padding.</summary>
/// <param name="StartId">Begins every text.</param>
/// <param name="EndId">Ends it.</param>
public sealed record StylePromptText(int StartId, int EndId)
{
    /// <summary>Ids of the words before the learned tokens.</summary>
    public IReadOnlyList<int> Before { get; init; } = [];

    /// <summary>Ids of the words after them.</summary>
    public IReadOnlyList<int> After { get; init; } = [];

    /// <summary>Place of the first learned token.</summary>
    public int First => Before.Count + 1;

    /// <summary>The frame of some words.</summary>
    /// <param name="tokenizer">Of the text encoder; it must have start and end.</param>
    /// <param name="before">Such as "a painting of"; may be empty.</param>
    /// <param name="after">May be empty.</param>
    /// <remarks>
    /// The release finds the end of the words by the end id and so fails with words where padding is the end id (Stable Diffusion 1.x), and with words
    /// after the learned tokens always; here both are placed as they are meant.
    /// </remarks>
    public static StylePromptText Of(Tokenizer tokenizer, string before = "", string after = "") =>
        new(tokenizer.StartId ?? throw new ArgumentException("The tokenizer has no start."), tokenizer.EndId ?? throw new ArgumentException("The tokenizer has no end."))
        {
            Before = tokenizer.Pieces(before),
            After = tokenizer.Pieces(after),
        };

    /// <summary>Place of the end, whose state stands for the whole prompt.</summary>
    /// <param name="tokens">Learned tokens.</param>
    public int EndAt(int tokens) => First + tokens + After.Count;
}
