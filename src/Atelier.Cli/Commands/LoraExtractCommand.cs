using System.CommandLine;
using Atelier.Cli.Conversion;
using Atelier.Cli.Shell;
using Atelier.Models.Conversion;
using Atelier.Models.Conversion.Loras;
using Atelier.Torch;

namespace Atelier.Cli.Commands;

/// <summary>Makes a LoRA of the difference of two checkpoints.</summary>
internal static class LoraExtractCommand
{
    public static Command Create()
    {
        var from = new Argument<string>("BASE") { Description = "The model that the LoRA shall be put on" };
        var to = new Argument<string>("TUNED") { Description = "The model that it shall lead to" };
        var output = new Argument<string>("OUT") { Description = "File to write" };
        var rank = Ranged.Of("--rank", "Rank of every layer's change", 1, 8192, 32);
        var energy = LoraOptions.Energy();
        var part = new Option<string?>("--part") { Description = "The one network to take, such as transformer or unet" };
        var config = new Option<string?>("--config") { Description = "A config.json, or a model folder, for networks whose sizes are not in their file", HelpName = "PATH" };
        var type = LoraOptions.Type("fp16");
        var command = new Command("extract", "Make a LoRA of the difference of two models") { from, to, output, rank, energy, part, config, type };
        command.SetAction((parsed, cancellation) =>
        {
            var terminal = Terminal.Of(parsed);
            ConversionResult result;
            using (var status = new StatusLine(terminal))
            {
                result = LoraExtraction.Write(
                    parsed.GetRequiredValue(from), parsed.GetRequiredValue(to), parsed.GetRequiredValue(output),
                    new(parsed.GetValue(rank), parsed.GetValue(energy) ?? 1), parsed.GetValue(part), parsed.GetValue(config),
                    LoraOptions.TypeOf(parsed, type) ?? ScalarType.Float32, new TensorProgress(status), cancellation);
            }

            WrittenText.Write(result.Files, result.Notes, terminal, CommonOptions.IsJson(parsed));
            return Task.FromResult(ExitCode.Done);
        });
        return command;
    }
}
