using Atelier.Cli.Shell;

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
