using System.Globalization;
using System.Text;

namespace Atelier.Systems.OminiControl2.Judging;

/// <summary>Times as a Markdown table.</summary>
public static class SpeedTable
{
    /// <summary>The table, with a line that says what was measured.</summary>
    public static string Of(IReadOnlyList<SpeedRow> rows, SpeedOptions options, string machine)
    {
        var text = new StringBuilder();
        var network = options.Network;
        text.AppendLine(
            CultureInfo.InvariantCulture,
            $"Width {network.Width}, {network.NumLayers} double and {network.NumSingleLayers} single blocks, random weights, {options.Text} text tokens; {machine}.");
        text.AppendLine(
            CultureInfo.InvariantCulture,
            $"Seconds of a step, the pass before the run spread over {options.Steps} steps; medians of {options.Runs}.");
        text.AppendLine();
        text.AppendLine("| picture | conditions | none | joint (OminiControl) | reused | compact R 2 + reused | faster | counted | overhead cut |");
        text.AppendLine("|---|---|---|---|---|---|---|---|---|");
        foreach (var r in rows)
        {
            text.Append(CultureInfo.InvariantCulture, $"| {r.Size} x {r.Size} | {r.Conditions} | {Text(r.Plain)} | {Text(r.Joint)} | {Text(r.Reused)} | {Text(r.Compact)} ");
            text.AppendLine(CultureInfo.InvariantCulture, $"| {Text(r.Speedup, "0.00x")} | {r.PredictedSpeedup:0.00}x | {Text(r.OverheadCut * 100, "0.0 '%'")} |");
        }

        return text.ToString();
    }

    private static string Text(double? value, string format = "0.00") => value?.ToString(format, CultureInfo.InvariantCulture) ?? "-";
}
