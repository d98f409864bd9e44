using System.Diagnostics;
using Atelier.Training.Runs;

namespace Atelier.Training.Tests.Runs;

/// <summary>A run in a process of its own, which can be killed or be one of several.</summary>
public sealed class ChildRun
{
    private const string FolderVariable = "ATELIER_TEST_RUN_FOLDER";
    private const string ConfigVariable = "ATELIER_TEST_RUN_CONFIG";

    public static Process Start(string folder, string config, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!)
        {
            ArgumentList = { "--explicit", "only", "--filter-method", $"*{nameof(ChildRun)}.{nameof(Runs_what_its_variables_say)}" },
            Environment = { [FolderVariable] = folder, [ConfigVariable] = config },
            RedirectStandardOutput = true,
        };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        return Process.Start(start)!;
    }

    [Fact(Explicit = true)]
    public void Runs_what_its_variables_say()
    {
        var (folder, config) = (Environment.GetEnvironmentVariable(FolderVariable), Environment.GetEnvironmentVariable(ConfigVariable));
        Assert.NotNull(folder);
        Assert.NotNull(config);
        using var run = new TemporaryRun();
        new TrainingRun(ToyTask.Registry).Execute(run.Write(config), folder, resume: true, null, TestContext.Current.CancellationToken);
    }
}
