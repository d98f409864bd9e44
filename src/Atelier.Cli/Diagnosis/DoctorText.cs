using Spectre.Console;

namespace Atelier.Cli.Diagnosis;

/// <summary>Shows findings as a table and problems as a list.</summary>
internal static class DoctorText
{
    public static Table Table(IReadOnlyList<Finding> findings)
    {
        var table = new Table().NoBorder().HideHeaders().AddColumns("", "", "");
        foreach (var finding in findings)
        {
            var advice = finding.Advice is null ? "" : $"\n[bold]{Markup.Escape("-> " + finding.Advice)}[/]";
            table.AddRow(new Markup(Mark(finding.Level)), new Text(finding.Topic), new Markup(Markup.Escape(finding.Text) + advice));
        }

        return table;
    }

    private static string Mark(FindingLevel level) => level switch
    {
        FindingLevel.Good => "[green]ok[/]",
        FindingLevel.Note => "[yellow]note[/]",
        _ => "[red]PROBLEM[/]",
    };
}
