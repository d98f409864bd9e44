using System.Globalization;

namespace Atelier.Training.Schedules;

/// <summary>Reads <c>factor:until_step,...,last factor</c>.</summary>
internal static class PiecewiseRules
{
    /// <summary>The factor of the first piece that ends after the step.</summary>
    public static double Factor(string rules, long step)
    {
        var parts = rules.Split(',');
        var pieces = parts[..^1].Select(part => Piece(part, rules)).OrderBy(piece => piece.Until);
        foreach (var (factor, until) in pieces)
        {
            if (step < until)
                return factor;
        }

        return Number(parts[^1], rules);
    }

    private static (double Factor, long Until) Piece(string part, string rules)
    {
        var sides = part.Split(':');
        return sides.Length == 2 && long.TryParse(sides[1], NumberStyles.Integer, CultureInfo.InvariantCulture, out var until)
            ? (Number(sides[0], rules), until)
            : throw Unreadable(rules);
    }

    private static double Number(string text, string rules) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : throw Unreadable(rules);

    private static ArgumentException Unreadable(string rules) =>
        new($"step_rules is '{rules}'; the form is factor:until_step,...,last factor, such as 1:1000,0.1.");
}
