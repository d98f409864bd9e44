using System.CommandLine;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Atelier.Cli.Shell;

/// <summary>Where a command writes: results on one stream, notes and progress on the other.</summary>
internal sealed class Terminal(TextWriter output, TextWriter error, bool quiet, bool json = false)
{
    private const int WidthOfFile = 240;

    /// <summary>Takes results only.</summary>
    public TextWriter Output => output;

    /// <summary>True where progress can be redrawn in place.</summary>
    public bool IsLive => !quiet && error == Console.Error && !Console.IsErrorRedirected;

    /// <summary>True where notes and progress are not wanted.</summary>
    public bool IsQuiet => quiet;

    /// <summary>The streams that a command line was run with.</summary>
    public static Terminal Of(ParseResult parsed) => new(
        parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error, CommonOptions.IsQuiet(parsed), CommonOptions.IsJson(parsed));

    /// <summary>The result of a command that leaves one file or folder: a line of its own, or JSON.</summary>
    public void WritePath(string path)
    {
        if (json)
            CliJson.Write(output, new(path), CliJson.Default.WrittenPath);
        else
            output.WriteLine(path);
    }

    /// <summary>One line for the person, not part of the result.</summary>
    public void Note(string text)
    {
        if (!quiet)
            error.WriteLine(text);
    }

    /// <summary>Writes progress as it is, without a line's end.</summary>
    public void Draw(string text) => error.Write(text);

    /// <summary>Draws a table or the like as a result; lines are not broken where they go to a file.</summary>
    public void Write(IRenderable drawing) => Open(output, Console.IsOutputRedirected || output != Console.Out).Write(drawing);

    /// <summary>A console for progress.</summary>
    public IAnsiConsole ErrorConsole() => Open(error, !IsLive);

    private static IAnsiConsole Open(TextWriter writer, bool isFile)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(writer), Ansi = isFile ? AnsiSupport.No : AnsiSupport.Detect });
        if (isFile)
            console.Profile.Width = WidthOfFile;
        return console;
    }
}
