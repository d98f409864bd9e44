using System.CommandLine;
using Atelier.Cli.Shell;
using Atelier.Training.Runs;

namespace Atelier.Cli.Commands;

/// <summary>Draws one metric of several runs in one chart.</summary>
internal static class TrainChartCommand
{
    public static Command Create()
    {
        var runs = new Argument<string[]>("RUN") { Description = "Folders of runs, or NAME=DIR for another name in the legend", Arity = ArgumentArity.OneOrMore };
        var metric = new Option<string>("--metric") { Description = "Name in the runs' metrics.jsonl, such as eval_flow_edges", HelpName = "NAME", DefaultValueFactory = _ => "loss" };
        var title = new Option<string?>("--title") { Description = "Line above the chart [default: the metric]", HelpName = "TEXT" };
        var output = new Option<string>("--out", "-o") { Description = "File to write", HelpName = "SVG|PICTURE", Required = true };
        var command = new Command("chart", "Draw a metric of several runs in one chart") { runs, metric, title, output };
        command.SetAction(parsed =>
        {
            var path = parsed.GetRequiredValue(output);
            var chart = MetricsChart.Compare([.. parsed.GetRequiredValue(runs).Select(Named)], parsed.GetRequiredValue(metric));
            if (parsed.GetValue(title) is { } text)
                chart = chart with { Title = text };
            chart.Save(path);
            Terminal.Of(parsed).WritePath(path);
            return ExitCode.Done;
        });
        return command;
    }

    private static (string Name, string Folder) Named(string given)
    {
        var cut = given.IndexOf('=', StringComparison.Ordinal);
        return cut > 0 ? (given[..cut], given[(cut + 1)..]) : (Path.GetFileName(Path.TrimEndingDirectorySeparator(given)), given);
    }
}
