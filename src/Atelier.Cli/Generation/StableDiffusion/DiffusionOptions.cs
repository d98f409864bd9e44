using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Atelier.Cli.Shell;
using Atelier.Systems.StableDiffusion;

namespace Atelier.Cli.Generation.StableDiffusion;

/// <summary>The words of <c>atelier generate</c> that models of Stable Diffusion know, and what was given for them.</summary>
internal sealed class DiffusionOptions
{
    /// <summary>Names of all options that these models know beside those of all models.</summary>
    public IReadOnlyList<string> Names { get; private set; } = [];

    /// <summary>Adds those that the command does not have yet.</summary>
    public void AddTo(Command command)
    {
        Option[] options =
        [
            One("--sampler", $"Sampler: {string.Join(", ", StableDiffusionPipeline.Samplers)} [default: the model's]", "NAME"),
            One("--schedule", $"Spread of noise levels: {string.Join(", ", StableDiffusionPipeline.Schedules)} [default: the sampler's]", "NAME"),
            Many("--lora", "Adapter file, and its strength [default: 1]; may be repeated", "FILE[:WEIGHT]"),
            Many("--control", "Picture that steers: edges, depth, a pose, ..., and its strength [default: 1]; may be repeated", "TYPE:IMAGE[:STRENGTH]"),
            Many("--control-model", "Control network for a type [default: controlnet-TYPE beside the model]; may be repeated", "TYPE=PATH"),
            One("--init", "Picture to begin with", "IMAGE"),
            Ranged.Optional("--strength", "How much of the initial picture is painted anew, 0 to 1 [default: 0.75]", 0.0, 1.0, "S"),
            One("--mask", "White where the initial picture is repainted; the rest stays pixel by pixel", "IMAGE"),
            Ranged.Optional("--clip-skip", "1 takes the text encoder's last block, 2 the one before, ... [default: 1]", 1, StableDiffusionRequest.MaxClipSkip),
            Many("--embedding", "File of textual inversion; its word stands in prompts; may be repeated", "FILE"),
            One("--tokenizer", "CLIP's merges for a single file: a folder with merges.txt, or bpe_simple_vocab_16e6.txt.gz", "PATH"),
            One("--vae", "Autoencoder in place of the model's: a file or a folder", "PATH"),
            Ranged.Optional("--tile", "Encode and decode in overlapping tiles of so many pixels, in less memory", 16, 4096),
            Ranged.Optional("--guidance-rescale", "Scale guided answers back to their spread, 0 to 1 [default: 0]", 0.0, 1.0, "R"),
            Ranged.Optional("--perturb", "Guidance away from perturbed self-attention, such as 3 [default: 0]", 0.0, 100.0, "G"),
            One("--free-u", "Factors of backbone and skips, such as 1.5,1.6,0.9,0.2", "B1,B2,S1,S2"),
            Many("--image-adapter", "IP-Adapter file, a picture as prompt, its strength [default: 1], and a mask that is white where it acts; may be repeated", "FILE:IMAGE[:WEIGHT][,mask=IMAGE]"),
            One("--image-encoder", "CLIP image encoder of image adapters [default: the model's]", "DIR"),
        ];
        Names = [.. options.Select(o => o.Name)];
        foreach (var option in options.Where(o => command.Options.All(known => known.Name != o.Name)))
            command.Add(option);
    }

    /// <summary>What was given for an option, word by word; null where it was not given.</summary>
    public static string[]? Words(ParseResult parsed, string option) =>
        parsed.GetResult(option) is OptionResult { Implicit: false } result ? [.. result.Tokens.Select(t => t.Value)] : null;

    /// <summary>The one word of an option; null where it was not given.</summary>
    public static string? Word(ParseResult parsed, string option) => Words(parsed, option) is [.., var last] ? last : null;

    /// <summary>The number of an option whose range was checked; null where it was not given.</summary>
    public static double? Number(ParseResult parsed, string option) =>
        Word(parsed, option) is { } word ? double.Parse(word, CultureInfo.InvariantCulture) : null;

    private static Option<string?> One(string name, string description, string help) => new(name) { Description = description, HelpName = help };

    private static Option<string[]> Many(string name, string description, string help) => new(name)
    {
        Description = description,
        HelpName = help,
        Arity = ArgumentArity.OneOrMore,
    };
}
