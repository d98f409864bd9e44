namespace Atelier.Evaluation.GenEval;

/// <summary>GenEval's decision: does what was found in a picture answer the prompt?</summary>
/// <remarks>
/// The rules of the official evaluation: confidence above 0.3 (0.9 for counting), at most 16 objects a class, only the best
/// <c>count</c> of a class are asked for colour and place, all demands must hold, none of the excluded may.
/// </remarks>
public static class GenEvalJudge
{
    private const double Threshold = 0.3;
    private const double CountingThreshold = 0.9;
    private const int MostPerClass = 16;
    private const double PositionMargin = 0.1;
    private const double PositionShare = 0.5;

    /// <summary>True where the picture is right.</summary>
    public static bool IsCorrect(GenEvalPrompt prompt, IEnumerable<DetectedObject> found)
    {
        var threshold = prompt.Category == GenEvalCategory.Counting ? CountingThreshold : Threshold;
        var byClass = found.Where(o => o.Score > threshold)
            .GroupBy(o => o.Class)
            .ToDictionary(g => g.Key, g => g.OrderByDescending(o => o.Score).Take(MostPerClass).ToArray());
        DetectedObject[] Of(string name) => byClass.TryGetValue(name, out var objects) ? objects : [];

        var matched = new List<DetectedObject[]>();
        var correct = true;
        foreach (var clause in prompt.Include)
        {
            var objects = Of(clause.Class).Take(clause.Count).ToArray();
            var holds = objects.Length >= clause.Count;
            if (holds && clause.Color is { } color)
                holds = objects.Count(o => o.Color == color) >= clause.Count;
            if (holds && clause.Relation is { } relation)
            {
                var reference = clause.Reference < matched.Count ? matched[clause.Reference] : [];
                holds = reference.Length > 0 && objects.All(o => reference.All(r => Relations(o, r).Contains(relation)));
            }

            correct &= holds;
            matched.Add(holds ? objects : []);
        }

        return correct && prompt.Exclude.All(clause => Of(clause.Class).Length < clause.Count);
    }

    /// <summary>Where <paramref name="subject"/> is, as seen from <paramref name="reference"/>; none, one or two relations.</summary>
    public static IReadOnlyList<GenEvalRelation> Relations(DetectedObject subject, DetectedObject reference)
    {
        var (x, y) = (subject.Centre.X - reference.Centre.X, subject.Centre.Y - reference.Centre.Y);
        var length = Math.Sqrt((x * x) + (y * y));
        var (shrunkX, shrunkY) = (
            Shrink(x, subject.Size.Width + reference.Size.Width), Shrink(y, subject.Size.Height + reference.Size.Height));
        var relations = new List<GenEvalRelation>();
        if (length == 0)
            return relations;
        if (shrunkX / length < -PositionShare)
            relations.Add(GenEvalRelation.LeftOf);
        if (shrunkX / length > PositionShare)
            relations.Add(GenEvalRelation.RightOf);
        if (shrunkY / length < -PositionShare)
            relations.Add(GenEvalRelation.Above);
        if (shrunkY / length > PositionShare)
            relations.Add(GenEvalRelation.Below);
        return relations;
    }

    // Boxes that nearly touch the same line are in no relation along it.
    private static double Shrink(double offset, double sizes) => Math.Sign(offset) * Math.Max(Math.Abs(offset) - (PositionMargin * sizes), 0);
}
