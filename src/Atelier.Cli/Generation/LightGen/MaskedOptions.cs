using System.CommandLine;
using System.CommandLine.Parsing;
using Atelier.Cli.Shell;
using Atelier.Systems.LightGen;

namespace Atelier.Cli.Generation.LightGen;

/// <summary>The words of <c>atelier generate</c> that masked autoregressive models know.</summary>
internal sealed class MaskedOptions
{
    /// <summary>Names of all options that these models know beside those of all models.</summary>
    public IReadOnlyList<string> Names { get; private set; } = [];

    /// <summary>Adds those that the command does not have yet.</summary>
    public void AddTo(Command command)
    {
        Option[] options =
        [
            Ranged.Optional("--head-steps", "Diffusion steps of each token, for masked models [default: the model's]", 1, 1000),
            Ranged.Optional("--temperature", "Noise of the tokens, for masked models; below 1 is calmer [default: the model's]", 0.0, LightGenRequest.MaxTemperature, "T"),
            Word("--guidance-schedule", "Guidance over the steps, for masked models: constant, or linear from 1 [default: the model's]", "NAME"),
            Word("--order", $"Which tokens come first, for masked models: {WordsOf<TokenOrder>()} [default: random]", "NAME"),
            Word("--init", "Picture to begin with", "IMAGE"),
            Word("--mask", "White where the initial picture is repainted; the rest stays pixel by pixel", "IMAGE"),
        ];
        Names = [.. options.Select(o => o.Name)];
        foreach (var option in options.Where(o => command.Options.All(known => known.Name != o.Name)))
            command.Add(option);
    }

    /// <summary>The word that was given for an option; null where none was.</summary>
    public static string? Given(ParseResult parsed, string option) =>
        parsed.GetResult(option) is OptionResult { Implicit: false, Tokens: [.., var last] } ? last.Value : null;

    /// <summary>Names of an enumeration as words.</summary>
    public static string WordsOf<T>()
        where T : struct, Enum => string.Join(", ", Enum.GetNames<T>().Select(n => n.ToLowerInvariant()));

    private static Option<string?> Word(string name, string description, string help) => new(name) { Description = description, HelpName = help };
}
