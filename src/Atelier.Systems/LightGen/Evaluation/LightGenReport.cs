using System.Globalization;
using System.Text;
using System.Text.Json;
using Atelier.Evaluation.GenEval;
using Atelier.Imaging;

namespace Atelier.Systems.LightGen.Evaluation;

/// <summary>Writes what was measured as Markdown.</summary>
/// <param name="prompts">The prompts of all arms.</param>
/// <param name="ceiling">True renders.</param>
/// <param name="arms">The first is what the others are compared with.</param>
/// <param name="points">Of curves.</param>
/// <param name="encoded">True renders through the autoencoder, or null.</param>
public sealed class LightGenReport(
    IReadOnlyList<GenEvalPrompt> prompts, ArmScores ceiling, IReadOnlyList<ArmScores> arms, IReadOnlyList<ArmScores> points, ArmScores? encoded = null)
{
    private static readonly GenEvalCategory[] Order = Enum.GetValues<GenEvalCategory>();

    // Order of the columns: single, two, counting, colours, position, attribution. Table 2 of the paper, real world, 512 x 512.
    private static readonly (string Name, double[] Values, double Overall)[] Published =
    [
        ("paper, no DPO [P]", [.98, .58, .37, .86, .14, .28], .53),
        ("paper, DPO [P]", [.99, .65, .60, .87, .22, .43], .62),
    ];

    /// <summary>The text.</summary>
    /// <param name="times">Where the time of a picture goes; nothing is written where it was not measured.</param>
    /// <param name="machine">What it was measured on.</param>
    /// <param name="charts">Folder where curves are drawn, and how the text calls it; null draws none.</param>
    public string Text(LightGenTimes? times, string machine, (string Folder, string Link)? charts)
    {
        var text = new StringBuilder();
        Scores(text);
        Sides(text);
        if (arms.Count > 1)
            Changes(text);
        foreach (var curve in points.GroupBy(p => p.Arm))
            Curve(text, curve.Key, [.. curve.OrderBy(p => p.Place)], charts);
        if (times is not null)
            Times(text, arms[0], times, machine);
        return text.ToString();
    }

    /// <summary>All figures, one by one.</summary>
    public IEnumerable<LightGenScore> Lines()
    {
        foreach (var arm in arms.Prepend(ceiling).Concat(points))
        {
            var result = Result(arm);
            yield return Line(arm, "overall", result.Overall);
            foreach (var (category, score) in result.Categories.OrderBy(c => c.Key))
                yield return Line(arm, JsonNamingPolicy.SnakeCaseLower.ConvertName($"{category}"), score);
        }

        static LightGenScore Line(ArmScores arm, string category, GenEvalScore s) => new(arm.Arm, arm.Model, arm.Place, category, s.Score, s.Low, s.High);
    }

    // What is compared, so that the page can be repeated.
    private void Models(StringBuilder text)
    {
        var first = arms[0];
        static string Given(IFormattable? value, string name) => value is null ? $"the model's own {name}" : string.Create(CultureInfo.InvariantCulture, $"{value} {name}");
        var models = arms.Concat(points).Select(a => a.Place is { } place ? string.Create(CultureInfo.InvariantCulture, $"{a.Arm} {place}: `{a.Model}`") : $"{a.Arm}: `{a.Model}`");
        text.AppendLine(CultureInfo.InvariantCulture, $"{string.Join("; ", models)}; with {Given(first.Steps, "steps")}, {Given(first.HeadSteps, "head steps")}, {Given(first.Guidance, "guidance")}.").AppendLine();
    }

    private void Scores(StringBuilder text)
    {
        var count = GenEvalRun.PicturesPerPrompt;
        text.AppendLine(CultureInfo.InvariantCulture, $"### GenEval in the synthetic world: {prompts.Count} prompts, {count} pictures each").AppendLine();
        text.AppendLine("Share of right pictures; in brackets the 95 % bootstrap interval over prompts. Published rows are of the real world and stand here for their shape, not for comparison.").AppendLine();
        Models(text);
        text.AppendLine("| | overall | single | two | counting | colours | position | attribution |").AppendLine("|---|---|---|---|---|---|---|---|");
        Row(text, "ceiling: true renders", Result(ceiling));
        if (encoded is not null)
            Row(text, "true renders through the autoencoder", Result(encoded));
        foreach (var arm in arms)
        {
            var result = Result(arm);
            text.Append(CultureInfo.InvariantCulture, $"| {arm.Arm} | {Interval(result.Overall)} |");
            text.AppendLine(string.Concat(Order.Select(c => $" {(result.Categories.TryGetValue(c, out var s) ? Interval(s) : "")} |")));
        }

        foreach (var arm in arms.Take(1))
        {
            var floor = GenEvalTable.Build(prompts, arm.Answers().Shuffled, ceiling.Answers().Right, arm.Answers().Shuffled);
            Row(text, $"floor: pictures of other prompts ({arm.Arm})", floor);
        }

        foreach (var (name, values, overall) in Published)
            text.AppendLine(CultureInfo.InvariantCulture, $"| {name} | {overall:0.00} | {string.Join(" | ", values.Select(v => v.ToString("0.00", CultureInfo.InvariantCulture)))} |");
        text.AppendLine();
    }

    // What mirroring without swapped captions destroys is the one, not the other.
    private void Sides(StringBuilder text)
    {
        text.AppendLine("### Position by axis").AppendLine().AppendLine("| | left, right | above, below |").AppendLine("|---|---|---|");
        foreach (var arm in arms.Prepend(ceiling))
            text.AppendLine(CultureInfo.InvariantCulture, $"| {arm.Arm} | {Share(arm, GenEvalRelation.LeftOf, GenEvalRelation.RightOf)} | {Share(arm, GenEvalRelation.Above, GenEvalRelation.Below)} |");
        text.AppendLine();
    }

    private string Share(ArmScores arm, params GenEvalRelation[] relations)
    {
        var right = arm.Answers().Right;
        var pictures = prompts.SelectMany((p, i) => p.Include.Any(c => c.Relation is { } r && relations.Contains(r)) ? right[i] : []).ToArray();
        return pictures.Length == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"{pictures.Count(r => r) / (double)pictures.Length:0.00} of {pictures.Length}");
    }

    private void Changes(StringBuilder text)
    {
        text.AppendLine(CultureInfo.InvariantCulture, $"### Change from \"{arms[0].Arm}\", on the same prompts and seeds").AppendLine();
        text.AppendLine("| | overall | single | two | counting | colours | position | attribution |").AppendLine("|---|---|---|---|---|---|---|---|");
        foreach (var arm in arms.Skip(1))
        {
            var changes = GenEvalChanges.Between(prompts, arms[0].Answers().Right, arm.Answers().Right);
            text.Append(CultureInfo.InvariantCulture, $"| {arm.Arm} | {Interval(changes.Overall)} |");
            text.AppendLine(string.Concat(Order.Select(c => $" {(changes.Categories.TryGetValue(c, out var s) ? Interval(s) : "")} |")));
        }

        text.AppendLine("| paper, DPO [P] | +0.09 | +0.01 | +0.07 | +0.23 | +0.01 | +0.08 | +0.15 |").AppendLine();
    }

    private void Curve(StringBuilder text, string name, ArmScores[] curve, (string Folder, string Link)? charts)
    {
        text.AppendLine(CultureInfo.InvariantCulture, $"### Curve: {name}").AppendLine().AppendLine(CultureInfo.InvariantCulture, $"| {name} | overall |").AppendLine("|---|---|");
        var results = curve.Select(Result).ToArray();
        foreach (var (point, result) in curve.Zip(results))
            text.AppendLine(CultureInfo.InvariantCulture, $"| {point.Place} | {Interval(result.Overall)} |");
        text.AppendLine();
        if (charts is not { } to)
            return;
        var file = $"lightgen-{string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-'))}.svg";
        Directory.CreateDirectory(to.Folder);
        new LineChart
        {
            Title = $"GenEval in the synthetic world over {name}", XLabel = name, YLabel = "overall",
            LogX = curve.All(p => p.Place > 0),
            Series =
            [
                new("overall, 95 %", [.. curve.Zip(results, (point, r) => (point.Place!.Value, r.Overall.Score))], Dots: true)
                {
                    Ranges = [.. results.Select(r => (r.Overall.Low, r.Overall.High))],
                },
            ],
        }.Save(Path.Combine(to.Folder, file));
        text.AppendLine(CultureInfo.InvariantCulture, $"![{name}]({to.Link}/{file})").AppendLine();
    }

    private static void Times(StringBuilder text, ArmScores arm, LightGenTimes times, string machine)
    {
        text.AppendLine("### Speed").AppendLine().AppendLine(CultureInfo.InvariantCulture, $"Seconds of one picture of \"{arm.Arm}\" in {times.Steps} steps of {times.HeadSteps} head steps, {times.Width} x {times.Height}, guidance {times.Guidance}, median of five, on {machine}.").AppendLine();
        text.AppendLine("| text | transformer | head | decoder | whole |").AppendLine("|---|---|---|---|---|");
        text.AppendLine(CultureInfo.InvariantCulture, $"| {times.Text:0.000} | {times.Transformer:0.00} | {times.Head:0.00} | {times.Decode:0.000} | {times.Whole:0.00} |").AppendLine();
    }

    private static void Row(StringBuilder text, string name, GenEvalResult result)
    {
        text.Append(CultureInfo.InvariantCulture, $"| {name} | {result.Overall.Score:0.00} |");
        text.AppendLine(string.Concat(Order.Select(c => result.Categories.TryGetValue(c, out var s) ? string.Create(CultureInfo.InvariantCulture, $" {s.Score:0.00} |") : "  |")));
    }

    private GenEvalResult Result(ArmScores arm)
    {
        var answers = arm.Answers();
        return GenEvalTable.Build(prompts, answers.Right, ceiling.Answers().Right, answers.Shuffled);
    }

    private static string Interval(GenEvalScore s) => string.Create(CultureInfo.InvariantCulture, $"{s.Score:0.00} [{s.Low:0.00}, {s.High:0.00}]");

    private static string Interval(GenEvalChange c) => string.Create(CultureInfo.InvariantCulture, $"{c.Mean:+0.00;-0.00} [{c.Low:+0.00;-0.00}, {c.High:+0.00;-0.00}]");
}
