namespace Atelier.Evaluation.Metrics.Detection;

/// <summary>The guesses of one picture and category against what is there, at one overlap.</summary>
/// <param name="Scores">Of the guesses, falling.</param>
/// <param name="Matched">Which guesses found something.</param>
/// <param name="Ignored">Which guesses count neither way.</param>
/// <param name="Wanted">Things that should be found.</param>
internal sealed record DetectionMatch(double[] Scores, bool[] Matched, bool[] Ignored, int Wanted)
{
    /// <summary>Matches greedily, the surest guess first; a thing is found once, a crowd often.</summary>
    /// <param name="truths">Of one picture and category.</param>
    /// <param name="guesses">The same, surest first.</param>
    /// <param name="threshold">Least overlap.</param>
    /// <param name="smallest">Things and unmatched guesses of less area do not count.</param>
    /// <param name="largest">Nor do those of more.</param>
    public static DetectionMatch Create(IReadOnlyList<TrueBox> truths, IReadOnlyList<GuessedBox> guesses, double threshold, double smallest, double largest)
    {
        bool Outside(Box box) => box.Area < smallest || box.Area > largest;
        // What counts is tried before what does not.
        var things = truths.Select(t => (Truth: t, Ignored: t.Crowd || Outside(t.Box))).OrderBy(t => t.Ignored).ToArray();
        var taken = new bool[things.Length];
        var (matched, ignored) = (new bool[guesses.Count], new bool[guesses.Count]);
        for (var g = 0; g < guesses.Count; g++)
        {
            var best = -1;
            var overlap = Math.Min(threshold, 1 - 1e-10);
            for (var t = 0; t < things.Length; t++)
            {
                if (taken[t] && !things[t].Truth.Crowd)
                    continue;
                if (best >= 0 && !things[best].Ignored && things[t].Ignored)
                    break;
                var here = guesses[g].Box.Overlap(things[t].Truth.Box, things[t].Truth.Crowd);
                if (here >= overlap)
                    (overlap, best) = (here, t);
            }

            matched[g] = best >= 0;
            ignored[g] = best >= 0 ? things[best].Ignored : Outside(guesses[g].Box);
            if (best >= 0)
                taken[best] = true;
        }

        return new([.. guesses.Select(b => b.Score)], matched, ignored, things.Count(t => !t.Ignored));
    }
}
