using System.CommandLine;
using Atelier.Cli.Shell;
using Atelier.Cli.Training;
using Atelier.Systems.LightGen.Training;
using Atelier.Systems.OminiControl2.Training;
using Atelier.Training.Mini;
using Atelier.Training.Runs;

namespace Atelier.Cli.Commands;

/// <summary>Trains what a config says, in a folder that can be stopped and resumed at any moment.</summary>
internal static class TrainCommand
{
    public static Command Create()
    {
        // Hidden, for it would stand in the help of the subcommands as well.
        var config = new Argument<string?>("CONFIG") { Arity = ArgumentArity.ZeroOrOne, Hidden = true };
        var run = new Option<string?>("--run") { Description = "Folder of the run; runs/CONFIG if left out" };
        var resume = new Option<bool>("--resume") { Description = "Go on from the newest checkpoint, if there is one" };
        var set = new Option<string[]>("--set") { Description = "Change a value of the config, such as task.scale=1; may be repeated", HelpName = "KEY=VALUE" };
        var command = new Command("train", "Train what a config says (train CONFIG); Ctrl-C stops after the step with a checkpoint")
        {
            config, run, resume, set, TrainLatentsCommand.Create(), TrainPicturesCommand.Create(), TrainDpoCommand.Create(), TrainChartCommand.Create(),
        };
        command.SetAction((parsed, cancellation) => Task.FromResult(Run(
            ConfigOf(parsed.GetValue(config), parsed.GetValue(run), parsed.GetValue(resume)),
            parsed.GetValue(run), parsed.GetValue(resume), parsed.GetValue(set) ?? [], CommonOptions.IsJson(parsed), Terminal.Of(parsed), cancellation)));
        return command;
    }

    // A run that goes on knows its own settings.
    private static string ConfigOf(string? config, string? folder, bool resume) => config
        ?? (folder is not null && resume && new RunFolder(folder).Config is var own && File.Exists(own) ? own : null)
        ?? throw new UsageException(
            "No config was given: atelier train CONFIG, such as models/mini/training/autoencoder.json, or --run DIR --resume with the folder of a run.");

    private static int Run(
        string config, string? folder, bool resume, IReadOnlyList<string> changes, bool json, Terminal terminal, CancellationToken cancellation)
    {
        folder ??= Path.Combine("runs", Path.GetFileNameWithoutExtension(config));
        using var changed = new ConfigChanges(config, changes);
        var outcome = new TrainingRun(new TaskRegistry().AddMini().AddLightGen().AddOminiControl()) { ConfigName = config }
            .Execute(changed.Path, folder, resume, terminal.IsQuiet ? null : new TrainingConsole(), cancellation);
        if (json)
            CliJson.Write(terminal.Output, new(folder, outcome == RunOutcome.Finished, new RunFolder(folder).LatestCheckpoint), CliJson.Default.TrainedRun);
        else
            terminal.Output.WriteLine(folder);
        return outcome == RunOutcome.Finished ? ExitCode.Done : ExitCode.Cancelled;
    }
}
