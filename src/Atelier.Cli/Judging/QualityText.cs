using System.Globalization;
using Atelier.Evaluation.Quality;
using Spectre.Console;

namespace Atelier.Cli.Judging;

/// <summary>The table of quality for a person.</summary>
internal static class QualityText
{
    public static Table Table(QualityResult result)
    {
        var table = new Table().NoBorder().AddColumns("", "model", "ceiling", "floor");
        Add("Diorama-FID", s => s.DioramaFid);
        Add("Diorama-KID", s => s.DioramaKid);
        Add("precision", s => s.Precision);
        Add("recall", s => s.Recall);
        Add("density", s => s.Density);
        Add("coverage", s => s.Coverage);
        return table;

        void Add(string name, Func<QualityScores, double> of) =>
            table.AddRow(name, Number(of(result.Model)), Number(of(result.Ceiling)), Number(of(result.Floor)));
    }

    private static string Number(double value) => value.ToString("0.0000", CultureInfo.InvariantCulture);
}
