namespace Atelier.Evaluation.GenEval;

/// <summary>Turns right and wrong per picture into shares with intervals.</summary>
public static class GenEvalTable
{
    private const int Resamples = 2000;

    /// <summary>Scores; pictures of one prompt are correlated, so the bootstrap draws prompts.</summary>
    /// <param name="prompts">The prompts.</param>
    /// <param name="model">Per prompt, right or wrong of each of its pictures.</param>
    /// <param name="ceiling">The same of true renders.</param>
    /// <param name="floor">The same of shuffled pictures.</param>
    /// <param name="seed">Seed of the bootstrap.</param>
    /// <exception cref="ArgumentException">A list has another length than the prompts.</exception>
    public static GenEvalResult Build(
        IReadOnlyList<GenEvalPrompt> prompts,
        IReadOnlyList<bool[]> model,
        IReadOnlyList<bool[]> ceiling,
        IReadOnlyList<bool[]> floor,
        int seed = 0)
    {
        if (model.Count != prompts.Count || ceiling.Count != prompts.Count || floor.Count != prompts.Count)
            throw new ArgumentException($"{prompts.Count} prompts, but {model.Count}, {ceiling.Count} and {floor.Count} judgements.");
        var groups = prompts.Select((p, i) => (p.Category, Index: i)).GroupBy(p => p.Category).OrderBy(g => g.Key)
            .ToDictionary(g => g.Key, g => g.Select(p => p.Index).ToArray());
        var random = new Random(seed);
        var overall = new double[Resamples];
        var scores = new Dictionary<GenEvalCategory, GenEvalScore>();
        foreach (var (category, indices) in groups)
        {
            var draws = new double[Resamples];
            for (var r = 0; r < Resamples; r++)
            {
                draws[r] = Share(Enumerable.Range(0, indices.Length).Select(_ => model[indices[random.Next(indices.Length)]]));
                overall[r] += draws[r] / groups.Count;
            }

            scores[category] = Score(draws, Of(model), Of(ceiling), Of(floor));
            double Of(IReadOnlyList<bool[]> judged) => Share(indices.Select(i => judged[i]));
        }

        return new(
            Score(overall, scores.Values.Average(s => s.Score), scores.Values.Average(s => s.Ceiling), scores.Values.Average(s => s.Floor)),
            scores,
            prompts.Count,
            model.Sum(m => m.Length));
    }

    private static GenEvalScore Score(double[] draws, double score, double ceiling, double floor)
    {
        Array.Sort(draws);
        return new(score, draws[(int)(0.025 * draws.Length)], draws[(int)(0.975 * draws.Length)], ceiling, floor);
    }

    private static double Share(IEnumerable<bool[]> judged)
    {
        var (right, all) = (0, 0);
        foreach (var pictures in judged)
        {
            right += pictures.Count(correct => correct);
            all += pictures.Length;
        }

        return all == 0 ? 0 : (double)right / all;
    }
}
