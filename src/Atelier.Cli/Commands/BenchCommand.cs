using System.CommandLine;
using Atelier.Benchmarks;
using Atelier.Cli.Inspection;
using Atelier.Cli.Shell;
using Spectre.Console;

namespace Atelier.Cli.Commands;

/// <summary>Measures our speed beside a rival's, in turns, in one run.</summary>
internal static class BenchCommand
{
    private const string All = "all";

    public static Command Create()
    {
        var name = new Argument<string>("NAME") { Description = $"{string.Join(", ", BenchmarkCatalog.All.Select(benchmark => benchmark.Name))}, or all (but flux and lightgen-512); a name without its size runs all its sizes" };
        var command = new Command("bench", "Measure speed beside a rival's (ratio above 1: we are faster)") { name };
        command.SetAction((parsed, cancellation) => Task.FromResult(Run(
            parsed.GetRequiredValue(name), CommonOptions.IsJson(parsed), Terminal.Of(parsed), cancellation)));
        return command;
    }

    private static int Run(string name, bool json, Terminal terminal, CancellationToken cancellation)
    {
        var chosen = BenchmarkCatalog.All.Where(benchmark => (name == All && benchmark.IsUsual) || Belongs(benchmark, name)).ToArray();
        if (chosen.Length == 0)
            throw new UsageException($"There is no benchmark '{name}'; allowed: {string.Join(", ", BenchmarkCatalog.All.Select(benchmark => benchmark.Name))}, {All}.");
        var results = new List<BenchmarkResult>();
        foreach (var benchmark in chosen)
        {
            terminal.Note($"{benchmark.Name}: {benchmark.Work}");
            var result = benchmark.Run(terminal.Note, cancellation);
            results.Add(result);
            if (json)
                CliJson.Write(terminal.Output, result, CliJson.Default.BenchmarkResult);
        }

        if (!json)
            terminal.Write(Table(results));
        return ExitCode.Done;
    }

    // A benchmark of several sizes is called NAME-SIZE; NAME alone runs them all.
    private static bool Belongs(IBenchmark benchmark, string name) =>
        benchmark.Name == name || benchmark.Name.StartsWith($"{name}-", StringComparison.Ordinal);

    private static Table Table(IEnumerable<BenchmarkResult> results)
    {
        var table = new Table().NoBorder().AddColumns("name", "seconds", "rival", "rival seconds", "ratio", "cpu ratio", "GFLOP/s", "of dense", "by cpu", "peak", "rival peak", "runs", "threads");
        foreach (var r in results)
        {
            table.AddRow(
                r.Name, $"{r.Seconds:0.00000}", r.Rival ?? "none", $"{r.RivalSeconds:0.00000}", $"{r.Ratio:0.00}", $"{r.RivalCpuSeconds / r.CpuSeconds:0.00}",
                $"{r.Operations / r.Seconds / 1e9:0}", $"{r.RateShare:0.00}", $"{r.CpuRateShare:0.00}",
                ByteSize.Text(r.PeakBytes), r.RivalPeakBytes is { } peak ? ByteSize.Text(peak) : "", $"{r.Runs}", $"{r.Threads}");
        }

        return table;
    }
}
