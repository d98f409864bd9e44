using System.CommandLine;
using System.CommandLine.Parsing;
using Atelier.Cli.Shell;

namespace Atelier.Cli.Generation;

/// <summary>Which words of <c>atelier generate</c> a family of models knows.</summary>
internal static class FamilyOptions
{
    private static readonly string[] Common =
    [
        "--model", "--negative", "--seed", "--count", "--steps", "--guidance", "--width", "--height", "--out", "--format", "--preview", "--from", "--precision", "--upscale", "--json",
        "--quiet", "--help",
    ];

    /// <summary>Fails where a word was given that the family does not know.</summary>
    /// <param name="parsed">The line.</param>
    /// <param name="names">Options that the family knows beside those of all.</param>
    /// <param name="family">What it is called.</param>
    /// <param name="model">The model that was asked for.</param>
    /// <exception cref="UsageException">One was.</exception>
    public static void Check(ParseResult parsed, IReadOnlyList<string> names, string family, string model)
    {
        var unknown = parsed.CommandResult.Command.Options.Select(o => o.Name)
            .FirstOrDefault(name => !Common.Contains(name) && !names.Contains(name) && IsGiven(parsed, name));
        if (unknown is not null)
            throw new UsageException($"{unknown} is not for models of {family}, of which '{model}' is one.");
    }

    private static bool IsGiven(ParseResult parsed, string name) => parsed.GetResult(name) is OptionResult { Implicit: false };
}
