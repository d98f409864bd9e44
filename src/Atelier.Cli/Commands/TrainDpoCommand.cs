using System.CommandLine;
using Atelier.Cli.Generation;
using Atelier.Cli.Shell;
using Atelier.Systems.LightGen.Training;
using Atelier.Systems.Preference;
using Atelier.Systems.Teachers;
using Atelier.Training.Mini;
using Atelier.Training.Runs;

namespace Atelier.Cli.Commands;

/// <summary>Preference tuning of a model: paints the losing sides where they are missing, then trains.</summary>
internal static class TrainDpoCommand
{
    private const string DefaultModel = "lightgen-mini";

    public static Command Create()
    {
        var model = new Option<string>("--model", "-m") { Description = "Name or folder of the model, a LightGen or a FLUX one", HelpName = "NAME", DefaultValueFactory = _ => DefaultModel };
        var data = new Option<string>("--data") { Description = "Dataset of true pictures, the winners", HelpName = "DIR", Required = true };
        var latents = new Option<string?>("--latents") { Description = "Folder of its encoded pictures [default: DATA-latents]", HelpName = "DIR" };
        var pairs = new Option<string>("--pairs") { Description = "Folder of the model's own pictures, the losers; missing ones are painted", HelpName = "DIR", Required = true };
        var count = Ranged.Of("--count", "Pairs", 2, 10_000_000, 2000);
        var first = Ranged.Of("--first", "First scene; those before are held out elsewhere", 0L, long.MaxValue, 512L);
        var run = new Option<string?>("--run") { Description = "Folder of the run [default: runs/MODEL-CONTROL]", HelpName = "DIR" };
        var control = new Option<string>("--control") { Description = "What is learned: dpo, or for comparison sft (winners alone), shuffled or flipped pairs", HelpName = "NAME", DefaultValueFactory = _ => "dpo" };
        control.AcceptOnlyFromAmong([.. Enum.GetNames<PreferenceControl>().Select(n => n.ToLowerInvariant())]);
        var beta = Ranged.Of("--beta", "Strength of preference", 1e-3, 1e9, 5000.0, "B");
        var rate = Ranged.Of("--lr", "Learning rate", 0.0, 1.0, 1e-6, "R");
        var scale = new Option<bool>("--scale-lr") { Description = "Multiply the rate by the batch size" };
        var batch = Ranged.Of("--batch-size", "Pairs of one step", 1, 4096, 16);
        var steps = Ranged.Of("--steps", "Steps", 1L, 100_000_000L, 1000L);
        var resume = new Option<bool>("--resume") { Description = "Go on from the newest checkpoint, if there is one" };
        var command = new Command("dpo", "Tune a model by preference: true pictures win over its own")
        {
            model, data, latents, pairs, count, first, run, control, beta, rate, scale, batch, steps, resume,
        };
        command.SetAction((parsed, cancellation) =>
        {
            var folder = parsed.GetRequiredValue(data);
            var plan = new PreferencePlan
            {
                Model = parsed.GetRequiredValue(model),
                Data = folder,
                Cache = parsed.GetValue(latents) ?? $"{Path.TrimEndingDirectorySeparator(folder)}-latents",
                Pairs = parsed.GetRequiredValue(pairs),
                First = parsed.GetValue(first),
                Scenes = parsed.GetValue(count),
                Control = Enum.Parse<PreferenceControl>(parsed.GetRequiredValue(control), ignoreCase: true),
                Beta = parsed.GetValue(beta),
                LearningRate = parsed.GetValue(rate),
                ScaleByBatch = parsed.GetValue(scale),
                BatchSize = parsed.GetValue(batch),
                Steps = parsed.GetValue(steps),
                HeldOut = Math.Max(1, Math.Min(64, parsed.GetValue(count) / 4)),
            };
            var name = Path.GetFileName(Path.TrimEndingDirectorySeparator(plan.Model));
            var target = parsed.GetValue(run) ?? Path.Combine("runs", $"{name}-{parsed.GetValue(control)}");
            return Task.FromResult(Run(plan, parsed.GetValue(count), target, parsed.GetValue(resume), Terminal.Of(parsed), cancellation));
        });
        return command;
    }

    private static int Run(PreferencePlan plan, int count, string target, bool resume, Terminal terminal, CancellationToken cancellation)
    {
        var config = plan.ToConfig();
        var (folder, path) = (new RunFolder(target), Path.Combine(target, "plan.json"));
        var goesOn = folder.LatestCheckpoint is not null;
        // Another plan would be passed over, since the run goes on by its own.
        if (goesOn && resume && File.Exists(path) && PreferencePlan.Difference(File.ReadAllText(path), config) is { } difference)
            throw new UsageException($"'{target}' goes on as it began; now it would differ in {difference} (then, now). Name another --run, or leave that out.");
        plan.CheckPainter();
        ProductTypes.Set(null);
        if (!goesOn && new PaintedFolder(plan.Pairs).Read().Count(l => l.Scene >= plan.First && l.Scene - plan.First < count) < count)
            TrainPicturesCommand.Paint(plan.Model, plan.Latents, (plan.First, count, 0), (null, null), plan.Pairs, terminal, cancellation);

        Directory.CreateDirectory(target);
        if (!goesOn)
            File.WriteAllText(path, config);
        var outcome = new TrainingRun(new TaskRegistry().AddMini().AddLightGen())
            .Execute(goesOn && resume ? null : path, target, resume, terminal.IsQuiet ? null : new TrainingConsole(), cancellation);
        PreferenceChart.Write(folder);
        terminal.WritePath(target);
        return outcome == RunOutcome.Finished ? ExitCode.Done : ExitCode.Cancelled;
    }
}
