using System.Globalization;
using Atelier.Evaluation.GenEval;
using Spectre.Console;

namespace Atelier.Cli.Judging;

/// <summary>The table of scores for a person.</summary>
internal static class GenEvalText
{
    public static Table Table(GenEvalResult result)
    {
        var table = new Table().NoBorder().AddColumns("category", "score", "95 % interval", "ceiling", "floor");
        foreach (var (category, score) in result.Categories)
            Add(table, Name(category), score);
        Add(table, "overall", result.Overall);
        return table;
    }

    private static void Add(Table table, string name, GenEvalScore s) => table.AddRow(
        name, Number(s.Score), $"{Number(s.Low)} to {Number(s.High)}", Number(s.Ceiling), Number(s.Floor));

    private static string Name(GenEvalCategory category) => category switch
    {
        GenEvalCategory.SingleObject => "single object",
        GenEvalCategory.TwoObject => "two objects",
        GenEvalCategory.Counting => "counting",
        GenEvalCategory.Colors => "colours",
        GenEvalCategory.Position => "position",
        _ => "colour attribution",
    };

    private static string Number(double value) => value.ToString("0.000", CultureInfo.InvariantCulture);
}
