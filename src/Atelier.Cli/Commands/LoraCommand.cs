using System.CommandLine;

namespace Atelier.Cli.Commands;

/// <summary>Works on LoRA files.</summary>
internal static class LoraCommand
{
    public static Command Create() => new("lora", "Merge, cut and extract LoRA files")
    {
        LoraMergeCommand.Create(),
        LoraResizeCommand.Create(),
        LoraExtractCommand.Create(),
    };
}
