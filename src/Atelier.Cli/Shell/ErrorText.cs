using System.CommandLine;
using System.Text.Json;
using System.Text.RegularExpressions;
using Atelier.Imaging;
using Atelier.Models.Adapters;
using Atelier.Models.Configs;
using Atelier.Torch.Safetensors;
using Atelier.Torch.Weights;
using Atelier.Training.Runs;

namespace Atelier.Cli.Shell;

/// <summary>Says in one line what went wrong, and whose fault it is.</summary>
internal static partial class ErrorText
{
    // Numbers of Linux.
    private const int FileExists = 17, NotAFolder = 20;

    /// <summary>The line for a command line that does not parse.</summary>
    public static string OfUsage(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        var name = command is RootCommand ? "atelier" : $"atelier {Path(command)}";
        // "Required command was not provided" comes first even where a misspelt one is the reason.
        var error = parsed.Errors.FirstOrDefault(e => e.Message.StartsWith("Unrecognized", StringComparison.Ordinal)) ?? parsed.Errors[0];
        var allowed = command.Subcommands.Count > 0 ? $" Commands: {string.Join(", ", command.Subcommands.Select(c => c.Name))}." : "";
        return $"{name}: {OneLine(error.Message)}{allowed} See {name} --help.";
    }

    /// <summary>The line for an exception.</summary>
    public static string Of(Exception fault) => fault switch
    {
        TypeInitializationException { InnerException: { } inner } => Of(inner),
        AggregateException { InnerException: { } inner } => Of(inner),
        FileNotFoundException { FileName: { } file } => $"There is no file '{file}'.",
        _ => ParameterSuffix().Replace(OneLine(fault.Message), ""),
    };

    /// <summary>True where other input would have succeeded; false where the machine or the program failed.</summary>
    public static bool IsBadInput(Exception fault) => fault is UsageException or ArgumentException or FormatException or JsonException
        or InvalidDataException or FileNotFoundException or DirectoryNotFoundException or PictureFormatException or SafetensorsException or WeightException or ConfigException or AdapterException || IsTaken(fault);

    // A file lies where a folder shall be.
    private static bool IsTaken(Exception? fault) =>
        fault is IOException { HResult: FileExists or NotAFolder } || (fault is TrainingException && IsTaken(fault.InnerException));

    private static string OneLine(string text) => Blanks().Replace(text, " ").Trim();

    private static string Path(Command command) =>
        command.Parents.OfType<Command>().FirstOrDefault() is { } parent and not RootCommand ? $"{Path(parent)} {command.Name}" : command.Name;

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();

    [GeneratedRegex(@" \(Parameter '\w+'\)( Actual value was .*)?$")]
    private static partial Regex ParameterSuffix();
}
