using System.CommandLine;
using Atelier.Cli.Conversion;
using Atelier.Cli.Shell;
using Atelier.Models.Conversion.Loras;

namespace Atelier.Cli.Commands;

/// <summary>Cuts a LoRA file to a smaller rank.</summary>
internal static class LoraResizeCommand
{
    public static Command Create()
    {
        var input = new Argument<string>("IN") { Description = "A LoRA file of any dialect" };
        var output = new Argument<string>("OUT") { Description = "File to write, with the same names" };
        var rank = LoraOptions.Rank();
        var energy = LoraOptions.Energy();
        var type = LoraOptions.Type("keep");
        var command = new Command("resize", "Cut a LoRA to a smaller rank, by its singular values") { input, output, rank, energy, type };
        command.SetAction((parsed, _) =>
        {
            if (parsed.GetValue(rank) is null && parsed.GetValue(energy) is null)
                throw new UsageException("lora resize needs --rank, --energy or both.");
            LoraOptions.CheckOutput(parsed.GetRequiredValue(output), [parsed.GetRequiredValue(input)]);
            var choice = new RankChoice(parsed.GetValue(rank) ?? int.MaxValue, parsed.GetValue(energy) ?? 1);
            var result = LoraResizing.Write(parsed.GetRequiredValue(input), parsed.GetRequiredValue(output), choice, LoraOptions.TypeOf(parsed, type));
            WrittenText.Write(result.Files, result.Notes, Terminal.Of(parsed), CommonOptions.IsJson(parsed));
            return Task.FromResult(ExitCode.Done);
        });
        return command;
    }
}
