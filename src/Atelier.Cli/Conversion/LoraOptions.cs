using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Atelier.Cli.Shell;
using Atelier.Models.Conversion;
using Atelier.Torch;

namespace Atelier.Cli.Conversion;

/// <summary>Adapter files on a command line, each with a weight behind a colon.</summary>
internal static class LoraOptions
{
    private static readonly Dictionary<string, ScalarType?> Types = new()
    {
        ["keep"] = null, ["fp32"] = ScalarType.Float32, ["bf16"] = ScalarType.BFloat16, ["fp16"] = ScalarType.Float16,
    };

    /// <summary>Checks that a file that is read is not written over.</summary>
    /// <exception cref="UsageException">It would be.</exception>
    public static void CheckOutput(string output, IReadOnlyList<string> inputs)
    {
        if (inputs.FirstOrDefault(i => Path.GetFullPath(i) == Path.GetFullPath(output)) is { } same)
            throw new UsageException($"--out is '{same}', which is read as well; name another file.");
    }

    /// <summary>How many singular values stay.</summary>
    public static Option<int?> Rank() => Ranged.Optional("--rank", "Rank that at most stays of every layer", 1, 8192);

    /// <summary>Which share of a change stays.</summary>
    public static Option<double?> Energy() => Ranged.Optional("--energy", "Take fewer ranks where they hold this share of a change's squares", 0.0, 1.0, "SHARE");

    /// <summary>Element type of the file.</summary>
    public static Option<string> Type(string fallback)
    {
        var type = new Option<string>("--type") { Description = "Element type of the file", DefaultValueFactory = _ => fallback };
        type.AcceptOnlyFromAmong([.. Types.Keys.Where(k => k != "keep" || fallback == "keep")]);
        return type;
    }

    /// <summary>The type that was asked for; null keeps the input's.</summary>
    public static ScalarType? TypeOf(ParseResult parsed, Option<string> type) => Types[parsed.GetRequiredValue(type)];

    /// <summary>An option that may be given more than once.</summary>
    public static Option<WeightedLora[]?> Repeated(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "FILE[:weight]",
        Arity = ArgumentArity.OneOrMore,
        CustomParser = Parse,
    };

    /// <summary>Files without an option's name.</summary>
    public static WeightedLora[]? Parse(ArgumentResult result)
    {
        var loras = new List<WeightedLora>();
        foreach (var text in result.Tokens.Select(t => t.Value))
        {
            var (file, weight) = Split(text);
            if (weight is not { } number || !double.IsFinite(number))
            {
                result.AddError($"'{text}': behind the colon stands the weight, a number such as 0.8.");
                return null;
            }

            loras.Add(new(file, number));
        }

        return [.. loras];
    }

    // A colon may be part of a path; then what follows it names a file.
    private static (string File, double? Weight) Split(string text)
    {
        var colon = text.LastIndexOf(':');
        if (colon <= 0 || File.Exists(text) || text.AsSpan(colon).Contains('/'))
            return (text, 1);
        return (text[..colon], double.TryParse(text.AsSpan(colon + 1), NumberStyles.Float, CultureInfo.InvariantCulture, out var weight) ? weight : null);
    }
}
