using System.CommandLine;

namespace Atelier.Cli.Shell;

/// <summary>Options that every command has.</summary>
internal static class CommonOptions
{
    private const string Json = "--json";
    private const string Quiet = "--quiet";

    /// <summary>Adds them to the root, from where all commands take them.</summary>
    public static void AddTo(RootCommand root)
    {
        root.Add(new Option<bool>(Json) { Description = "Print results as JSON", Recursive = true });
        root.Add(new Option<bool>(Quiet, "-q") { Description = "No progress and no notes", Recursive = true });
    }

    public static bool IsJson(ParseResult parsed) => parsed.GetValue<bool>(Json);

    public static bool IsQuiet(ParseResult parsed) => parsed.GetValue<bool>(Quiet);
}
