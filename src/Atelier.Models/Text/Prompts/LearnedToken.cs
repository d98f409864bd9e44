using Atelier.Torch;

namespace Atelier.Models.Text.Prompts;

/// <summary>A word of one's own for a text encoder, as textual inversion learns it. (Gal et al. 2022, arXiv 2208.01618.)</summary>
/// <param name="Word">How it stands in prompts.</param>
/// <param name="Rows">[n, D], one embedding for each of its tokens.</param>
/// <param name="Rows2">[n, D2], the same for SDXL's second text encoder; null where the file has none.</param>
public sealed record LearnedToken(string Word, Tensor Rows, Tensor? Rows2 = null)
{
    /// <summary>A word for each token: <c>word</c>, <c>word_1</c>, ...</summary>
    public IReadOnlyList<string> Words => [Word, .. Enumerable.Range(1, (int)Rows.Size(0) - 1).Select(i => $"{Word}_{i}")];
}
