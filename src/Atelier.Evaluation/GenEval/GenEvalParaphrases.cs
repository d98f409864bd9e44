namespace Atelier.Evaluation.GenEval;

/// <summary>Prompts of the usual set in free words, written by hand: synonyms, word order, typing errors, more adjectives.</summary>
public static class GenEvalParaphrases
{
    private const string Resource = "paraphrases.tsv";

    /// <summary>Pairs of a prompt in plain wording and the same demands in free words, kind by kind.</summary>
    /// <param name="perCategory">Pairs of each kind, at most; there are 34 where the whole vocabulary is installed.</param>
    public static IReadOnlyList<(GenEvalPrompt Plain, GenEvalPrompt Free)> Create(int perCategory = int.MaxValue)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(perCategory, 1);
        var free = Read();
        return
        [
            .. GenEvalPrompts.Create()
                .Where(p => free.ContainsKey(p.Text))
                .GroupBy(p => p.Category)
                .SelectMany(g => g.Take(perCategory))
                .Select(p => (p, p with { Text = free[p.Text] })),
        ];
    }

    // Lines: plain wording, tab, free wording; # starts a comment.
    private static Dictionary<string, string> Read()
    {
        using var stream = typeof(GenEvalParaphrases).Assembly.GetManifestResourceStream(Resource)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Where(line => line[0] != '#')
            .Select(line => line.Split('\t'))
            .ToDictionary(parts => parts[0], parts => parts[1], StringComparer.Ordinal);
    }
}
