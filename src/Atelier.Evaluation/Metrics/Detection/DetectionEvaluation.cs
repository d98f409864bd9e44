namespace Atelier.Evaluation.Metrics.Detection;

/// <summary>COCO's evaluation of detected boxes: average precision and recall over overlaps .50 to .95 (Lin et al. 2014).</summary>
public sealed class DetectionEvaluation
{
    private const int MostGuesses = 100;
    private static readonly double[] Overlaps = [.. Enumerable.Range(0, 10).Select(i => 0.5 + 0.05 * i)];
    private static readonly double[] RecallPoints = [.. Enumerable.Range(0, 101).Select(i => i / 100.0)];
    private static readonly (double Smallest, double Largest)[] Areas = [(0, 1e10), (0, 32 * 32), (32 * 32, 96 * 96), (96 * 96, 1e10)];
    private readonly ILookup<(int Image, int Category), TrueBox> _truths;
    private readonly ILookup<(int Image, int Category), GuessedBox> _guesses;
    private readonly int[] _images;

    /// <summary>Takes what is there and what was guessed.</summary>
    public DetectionEvaluation(IReadOnlyList<TrueBox> truths, IReadOnlyList<GuessedBox> guesses)
    {
        _truths = truths.ToLookup(t => (t.Image, t.Category));
        _guesses = guesses.ToLookup(g => (g.Image, g.Category));
        _images = [.. truths.Select(t => t.Image).Concat(guesses.Select(g => g.Image)).Distinct().Order()];
        Categories = [.. truths.Select(t => t.Category).Concat(guesses.Select(g => g.Category)).Distinct().Order()];
    }

    /// <summary>The categories, rising.</summary>
    public IReadOnlyList<int> Categories { get; }

    /// <summary>COCO's twelve numbers.</summary>
    /// <remarks>
    /// AP, AP at .50, at .75, of small, medium and large things; AR with 1, 10 and 100 guesses a picture, of small, medium and large things.
    /// -1 where there is nothing to find.
    /// </remarks>
    public double[] Summary() =>
    [
        Precision(Categories, Overlaps, 0), Precision(Categories, [Overlaps[0]], 0), Precision(Categories, [Overlaps[5]], 0),
        Precision(Categories, Overlaps, 1), Precision(Categories, Overlaps, 2), Precision(Categories, Overlaps, 3),
        Recall(1, 0), Recall(10, 0), Recall(MostGuesses, 0), Recall(MostGuesses, 1), Recall(MostGuesses, 2), Recall(MostGuesses, 3),
    ];

    /// <summary>Average precision of one category, over all overlaps and at .50 alone.</summary>
    public (double Average, double AtHalf) OfCategory(int category) =>
        (Precision([category], Overlaps, 0), Precision([category], [Overlaps[0]], 0));

    private double Precision(IReadOnlyList<int> categories, double[] overlaps, int area) =>
        MeanOrNone(overlaps.SelectMany(o => categories.SelectMany(c => Curve(c, o, area, MostGuesses)?.Precisions ?? [])));

    private double Recall(int guesses, int area) =>
        MeanOrNone(Overlaps.SelectMany(o => Categories.Select(c => Curve(c, o, area, guesses)?.Recall).OfType<double>()));

    private static double MeanOrNone(IEnumerable<double> values) => values.DefaultIfEmpty(-1).Average();

    // Precision at the recall points, and the highest recall; null where there is nothing to find.
    private (double[] Precisions, double Recall)? Curve(int category, double overlap, int area, int guesses)
    {
        var matches = _images.Select(image => DetectionMatch.Create(
            [.. _truths[(image, category)]], [.. _guesses[(image, category)].OrderByDescending(g => g.Score).Take(MostGuesses)],
            overlap, Areas[area].Smallest, Areas[area].Largest)).ToArray();
        var wanted = matches.Sum(m => m.Wanted);
        if (wanted == 0)
            return null;
        var ranked = matches
            .SelectMany(m => Enumerable.Range(0, Math.Min(guesses, m.Scores.Length)).Select(i => (Score: m.Scores[i], Matched: m.Matched[i], Ignored: m.Ignored[i])))
            .OrderByDescending(g => g.Score)
            .Where(g => !g.Ignored)
            .ToArray();
        var (right, recalls, precisions) = (0, new double[ranked.Length], new double[ranked.Length]);
        for (var i = 0; i < ranked.Length; i++)
        {
            right += ranked[i].Matched ? 1 : 0;
            (recalls[i], precisions[i]) = ((double)right / wanted, (double)right / (i + 1));
        }

        for (var i = ranked.Length - 2; i >= 0; i--)
            precisions[i] = Math.Max(precisions[i], precisions[i + 1]);
        return ([.. RecallPoints.Select(At)], recalls.Length > 0 ? recalls[^1] : 0);

        double At(double recall)
        {
            var place = Array.FindIndex(recalls, r => r >= recall);
            return place < 0 ? 0 : precisions[place];
        }
    }
}
