using System.CommandLine;
using Atelier.Cli.Shell;
using Atelier.Systems.OminiControl2.Adapters;
using Atelier.Systems.Pipelines;
using Atelier.Torch;
using Atelier.Training.Runs;

namespace Atelier.Cli.Commands;

/// <summary>Writes a network of a training run as a folder, a file or a whole model.</summary>
internal static class ExportCommand
{
    private static readonly Dictionary<string, ScalarType> Types = new()
    {
        ["fp32"] = ScalarType.Float32, ["bf16"] = ScalarType.BFloat16, ["fp16"] = ScalarType.Float16,
    };

    public static Command Create()
    {
        var run = new Argument<string>("RUN") { Description = "Folder of the run" };
        var network = new Option<string>("--network") { Description = "Which of its networks, such as vae or transformer", Required = true };
        var average = new Option<double?>("--average") { Description = "Decay of the average to take; the weights themselves if left out" };
        var output = new Option<string>("--out") { Description = "Folder to write, or a .safetensors file for an adapter", Required = true };
        var type = new Option<string>("--type") { Description = "Element type of the file", DefaultValueFactory = _ => "bf16" };
        var model = new Option<string?>("--model")
        {
            Description = "Write a whole model folder: the network in its folder, all else as in this model, by reference", HelpName = "NAME|DIR",
        };
        type.AcceptOnlyFromAmong([.. Types.Keys]);
        var command = new Command("export", "Write a trained network of a run, as a folder of its own or as a whole model") { run, network, average, output, type, model };
        command.SetAction((parsed, _) => Task.FromResult(Run(
            parsed.GetRequiredValue(run), parsed.GetRequiredValue(network), parsed.GetValue(average), Types[parsed.GetRequiredValue(type)],
            parsed.GetRequiredValue(output), parsed.GetValue(model), Terminal.Of(parsed))));
        return command;
    }

    private static int Run(string run, string network, double? average, ScalarType type, string folder, string? model, Terminal terminal)
    {
        if (new RunFolder(run).LatestCheckpoint is null)
            throw new UsageException($"'{run}' has no checkpoint: a run's folder, as atelier train names it, is needed.");
        if (folder.EndsWith(".gguf", StringComparison.OrdinalIgnoreCase))
            throw new UsageException("export writes safetensors; atelier convert makes a GGUF file of the folder.");
        var isFile = folder.EndsWith(".safetensors", StringComparison.Ordinal);
        if (model is not null)
        {
            if (isFile)
                throw new UsageException($"--model makes a folder; --out is the file '{folder}'.");
            DerivedModel.Check(model, network);
            RunExport.Write(new RunFolder(run), network, average, type, Path.Combine(folder, network));
            DerivedModel.WriteIndex(model, network, folder);
        }
        else if (isFile)
            RunFileExport.Write(new RunFolder(run), network, average, type, folder, ControlRule.MetadataKey);
        else
            RunExport.Write(new RunFolder(run), network, average, type, folder);
        terminal.WritePath(folder);
        return ExitCode.Done;
    }
}
