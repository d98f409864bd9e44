using System.Text;
using Atelier.Models.Adapters;
using Atelier.Models.Text.Tokenizers;
using Atelier.Torch;

namespace Atelier.Models.Text.Prompts;

/// <summary>Words of one's own that are active together: what they add to a vocabulary, and what prompts become.</summary>
public sealed class LearnedTokens
{
    private readonly IReadOnlyList<LearnedToken> _tokens;
    private readonly SpecialTokens _found;

    /// <summary>Puts tokens together.</summary>
    /// <exception cref="AdapterException">Two have a word in common, or their widths differ.</exception>
    public LearnedTokens(IReadOnlyList<LearnedToken> tokens)
    {
        _tokens = tokens;
        Words = [.. tokens.SelectMany(t => t.Words)];
        if (Words.GroupBy(w => w, StringComparer.OrdinalIgnoreCase).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new AdapterException($"Two embeddings are called '{twice.Key}'; give one of them another word.");
        if (tokens.FirstOrDefault(t => t.Rows.Size(1) != tokens[0].Rows.Size(1)) is { } other)
        {
            throw new AdapterException(
                $"Embedding '{other.Word}' has {other.Rows.Size(1)} channels, '{tokens[0].Word}' {tokens[0].Rows.Size(1)}; they are for different text encoders.");
        }

        var starts = tokens.Select((t, i) => (t.Word, i));
        // A further token's own word stands for itself.
        _found = new([.. starts, .. tokens.SelectMany(t => t.Words.Skip(1)).Select(w => (w, -1))], wholeWords: true);
    }

    /// <summary>All words, in the order of the rows.</summary>
    public IReadOnlyList<string> Words { get; }

    /// <summary>The words that prompts use, one for each token.</summary>
    public IReadOnlyList<string> Names => [.. _tokens.Select(t => t.Word)];

    /// <summary>The rows that are appended to an encoder's table. [words, D]</summary>
    /// <param name="second">Whether they are for SDXL's second encoder.</param>
    /// <param name="alone">Whether the model has one encoder only, for which files with rows for two are not.</param>
    /// <exception cref="AdapterException">A token is for the other kind of model.</exception>
    public Tensor Rows(bool second = false, bool alone = false)
    {
        if (alone && _tokens.FirstOrDefault(t => t.Rows2 is not null) is { } two)
            throw new AdapterException($"Embedding '{two.Word}' is for SDXL's two text encoders; this model has one.");
        return Tensor.Cat([.. _tokens.Select(t => !second
            ? t.Rows
            : t.Rows2 ?? throw new AdapterException($"Embedding '{t.Word}' is for one text encoder; this model is of SDXL and has two."))]);
    }

    /// <summary>The prompt with each word of several tokens written out: <c>word word_1 word_2</c>. Case does not matter, parts of longer words do not count.</summary>
    public string Expand(string prompt)
    {
        var text = new StringBuilder();
        foreach (var (part, index) in _found.Split(prompt))
            text.Append(index is >= 0 and { } token ? string.Join(' ', _tokens[token].Words) : part);
        return text.ToString();
    }
}
