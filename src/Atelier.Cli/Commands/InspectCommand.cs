using System.CommandLine;
using Atelier.Cli.Inspection;
using Atelier.Cli.Shell;

namespace Atelier.Cli.Commands;

/// <summary>Shows what a file of weights, a model folder or a picture holds.</summary>
internal static class InspectCommand
{
    public static Command Create()
    {
        var path = new Argument<string>("FILE") { Description = "A .safetensors, .gguf or PyTorch file, a model folder, or a picture" };
        var keys = new Option<bool>("--keys") { Description = "List every tensor with its type and shape" };
        var command = new Command("inspect", "Show what a weight file, a model folder or a picture holds") { path, keys };
        command.SetAction(parsed =>
        {
            var description = Inspector.Inspect(parsed.GetRequiredValue(path), parsed.GetValue(keys));
            if (CommonOptions.IsJson(parsed))
                CliJson.Write(parsed.InvocationConfiguration.Output, description, CliJson.Default.FileDescription);
            else
                DescriptionText.Write(parsed.InvocationConfiguration.Output, description);
            return ExitCode.Done;
        });
        return command;
    }
}
