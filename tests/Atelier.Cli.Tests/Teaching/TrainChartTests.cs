using Atelier.Cli.Shell;
using Atelier.Training.Runs;

namespace Atelier.Cli.Tests.Teaching;

public sealed class TrainChartTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("atelier-chart-").FullName;

    [Fact]
    public async Task One_metric_of_two_runs_is_drawn()
    {
        Run("adam", """{"step":1,"loss":2,"lr":1}""", """{"step":2,"loss":1.5,"lr":1}""", """{"step":3,"lo""");
        Run("muon", """{"step":1,"loss":2,"eval_flow":1}""");
        var answer = await CommandLine.RunAsync("train", "chart", In("adam"), $"by Muon={In("muon")}", "--title", "Two optimizers", "-o", In("a.svg"));
        Assert.Equal((ExitCode.Done, In("a.svg")), (answer.Code, answer.Output.Trim()));
        var svg = File.ReadAllText(In("a.svg"));
        Assert.All(["Two optimizers", ">adam<", ">by Muon<"], part => Assert.Contains(part, svg, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Ends_of_runs_are_drawn_over_a_setting()
    {
        foreach (var (name, rank, end) in new[] { ("a", 4, 0.5), ("b", 16, 0.25), ("c", 16, 0.75) })
        {
            Run(name, """{"step":1,"eval_flow":2}""", FormattableString.Invariant($$"""{"step":2,"eval_flow":{{end}}}"""));
            File.WriteAllText(Path.Combine(In(name), "config.json"), FormattableString.Invariant($$"""{"task": {"rank": {{rank}} } } // as it was"""));
        }

        var chart = SettingChart.Over([("x", In("a")), ("x", In("c")), ("x", In("b"))], "eval_flow", "task.rank");
        var line = Assert.Single(chart.Series);
        Assert.Equal([(4, 0.5), (16, 0.5)], line.Points);
        Assert.Equal([(0.5, 0.5), (0.25, 0.75)], line.Ranges);

        var answer = await CommandLine.RunAsync("train", "chart", In("a"), In("b"), "--metric", "eval_flow", "--over", "task.rank", "--log-x", "-o", In("a.png"));
        Assert.Equal((ExitCode.Done, true), (answer.Code, File.Exists(In("a.png"))));
        var missing = await CommandLine.RunAsync("train", "chart", In("a"), "--metric", "eval_flow", "--over", "task.scale", "-o", In("b.png"));
        Assert.Equal(ExitCode.BadInput, missing.Code);
        Assert.Contains("no number 'task.scale' in its config", missing.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_no_run_or_no_metric_is_named()
    {
        Run("adam", """{"step":1,"loss":2,"eval_flow":1}""");
        var noMetric = await CommandLine.RunAsync("train", "chart", In("adam"), "--metric", "flow", "-o", In("a.svg"));
        Assert.Equal(ExitCode.BadInput, noMetric.Code);
        Assert.Contains("no metric 'flow'; it has eval_flow, loss", noMetric.Error, StringComparison.Ordinal);
        var noRun = await CommandLine.RunAsync("train", "chart", In("muon"), "-o", In("a.svg"));
        Assert.Equal(ExitCode.BadInput, noRun.Code);
        Assert.Contains("muon' is no run", noRun.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(In("a.svg")));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private void Run(string name, params string[] lines)
    {
        Directory.CreateDirectory(In(name));
        File.WriteAllText(Path.Combine(In(name), "metrics.jsonl"), string.Join('\n', lines));
    }

    private string In(string name) => Path.Combine(_folder, name);
}
