namespace Atelier.Evaluation.GenEval;

/// <summary>The change from one painter to another on the same prompts; the bootstrap draws prompts, and both painters' pictures of each.</summary>
/// <param name="Overall">Unweighted mean over the categories.</param>
/// <param name="Categories">Per category.</param>
public sealed record GenEvalChanges(GenEvalChange Overall, IReadOnlyDictionary<GenEvalCategory, GenEvalChange> Categories)
{
    private const int Resamples = 2000;

    /// <summary>Compares.</summary>
    /// <param name="prompts">The prompts.</param>
    /// <param name="before">Per prompt, right or wrong of each picture.</param>
    /// <param name="after">The same of the other painter.</param>
    /// <param name="seed">Seed of the bootstrap.</param>
    /// <exception cref="ArgumentException">A list has another length than the prompts.</exception>
    public static GenEvalChanges Between(IReadOnlyList<GenEvalPrompt> prompts, IReadOnlyList<bool[]> before, IReadOnlyList<bool[]> after, int seed = 0)
    {
        if (before.Count != prompts.Count || after.Count != prompts.Count)
            throw new ArgumentException($"{prompts.Count} prompts, but {before.Count} and {after.Count} judgements.");
        var gains = prompts.Select((_, i) => Share(after[i]) - Share(before[i])).ToArray();
        var groups = prompts.Select((p, i) => (p.Category, Gain: gains[i])).GroupBy(p => p.Category).OrderBy(g => g.Key)
            .ToDictionary(g => g.Key, g => g.Select(p => p.Gain).ToArray());
        var random = new Random(seed);
        var overall = new double[Resamples];
        var categories = new Dictionary<GenEvalCategory, GenEvalChange>();
        foreach (var (category, values) in groups)
        {
            var draws = new double[Resamples];
            for (var r = 0; r < Resamples; r++)
            {
                for (var k = 0; k < values.Length; k++)
                    draws[r] += values[random.Next(values.Length)];
                draws[r] /= values.Length;
                overall[r] += draws[r] / groups.Count;
            }

            categories[category] = Change(values.Average(), draws);
        }

        return new(Change(categories.Values.Average(c => c.Mean), overall), categories);
    }

    private static double Share(bool[] pictures) => pictures.Length == 0 ? 0 : pictures.Count(right => right) / (double)pictures.Length;

    private static GenEvalChange Change(double mean, double[] draws)
    {
        Array.Sort(draws);
        return new(mean, draws[(int)(0.025 * draws.Length)], draws[(int)(0.975 * draws.Length)]);
    }
}
