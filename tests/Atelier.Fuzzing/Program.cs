using System.Globalization;
using Atelier.Fuzzing;
using Atelier.Testing;

// usage: Atelier.Fuzzing [target|all] [inputs per target] [seed]
var name = args.Length > 0 ? args[0] : "all";
var count = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 100_000;
var seed = args.Length > 2 ? int.Parse(args[2], CultureInfo.InvariantCulture) : Environment.TickCount;
var targets = FuzzTargets.All.Where(target => name == "all" || target.Name == name).ToArray();
if (targets.Length == 0)
{
    Console.Error.WriteLine($"no target '{name}'; there are all, {string.Join(", ", FuzzTargets.All.Select(target => target.Name))}");
    return 2;
}

Console.WriteLine($"seed {seed}");
var failed = false;
foreach (var target in targets)
{
    var report = Fuzzer.Run(target, count, seed, Path.Combine(RepositoryRoot.Path, "artifacts", "fuzz"));
    Console.WriteLine(report);
    foreach (var failure in report.Failures)
        Console.WriteLine("  " + failure);
    failed |= report.Failures.Count > 0;
}

return failed ? 1 : 0;
