using System.CommandLine;
using Atelier.Cli.Shell;
using Atelier.Training.Runs;

namespace Atelier.Cli.Commands;

/// <summary>Draws one metric of several runs in one chart, over their steps or over a setting.</summary>
internal static class TrainChartCommand
{
    public static Command Create()
    {
        var runs = new Argument<string[]>("RUN") { Description = "Folders of runs, or NAME=DIR for another name in the legend", Arity = ArgumentArity.OneOrMore };
        var metric = new Option<string>("--metric") { Description = "Name in the runs' metrics.jsonl, such as eval_flow_edges", HelpName = "NAME", DefaultValueFactory = _ => "loss" };
        var over = new Option<string?>("--over")
        {
            Description = "Draw what the runs ended with over a number of their configs, such as task.rank; runs without a NAME, or of one NAME, make one line", HelpName = "SETTING",
        };
        var logarithmic = new Option<bool>("--log-x") { Description = "Make the horizontal axis logarithmic" };
        var title = new Option<string?>("--title") { Description = "Line above the chart [default: the metric]", HelpName = "TEXT" };
        var output = new Option<string>("--out", "-o") { Description = "File to write", HelpName = "SVG|PICTURE", Required = true };
        var command = new Command("chart", "Draw a metric of several runs in one chart") { runs, metric, over, logarithmic, title, output };
        command.SetAction(parsed =>
        {
            var path = parsed.GetRequiredValue(output);
            var (folders, value) = (parsed.GetRequiredValue(runs), parsed.GetRequiredValue(metric));
            var chart = parsed.GetValue(over) is { } setting
                ? SettingChart.Over([.. folders.Select(f => Named(f, value))], value, setting)
                : MetricsChart.Compare([.. folders.Select(f => Named(f, Path.GetFileName(Path.TrimEndingDirectorySeparator(f))))], value);
            (chart with { Title = parsed.GetValue(title) ?? chart.Title, LogX = parsed.GetValue(logarithmic) }).Save(path);
            Terminal.Of(parsed).WritePath(path);
            return ExitCode.Done;
        });
        return command;
    }

    private static (string Name, string Folder) Named(string given, string unnamed)
    {
        var cut = given.IndexOf('=', StringComparison.Ordinal);
        return cut > 0 ? (given[..cut], given[(cut + 1)..]) : (unnamed, given);
    }
}
