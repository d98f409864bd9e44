using System.CommandLine;
using System.Globalization;
using Atelier.Cli.Shell;
using Atelier.Imaging;
using Atelier.Models.UNet;
using Atelier.Systems.StableDiffusion;

namespace Atelier.Cli.Generation.StableDiffusion;

/// <summary>Reads the words of <c>atelier generate</c> into a request for Stable Diffusion.</summary>
internal static class DiffusionWords
{
    /// <summary>Reads them; a picture that is repeated says what was left out.</summary>
    /// <exception cref="UsageException">They contradict each other, or a file is not there.</exception>
    public static DiffusionJob Read(ParseResult parsed, GenerateJob job)
    {
        var repeated = DiffusionOptions.Word(parsed, "--from") is { } from ? DiffusionParameters.Read(PictureFile.Open(from).Metadata) : null;
        var init = Picture(parsed, "--init");
        var (controls, networks) = Controls(parsed, job.Model);
        var (prompts, adapters) = PicturePrompts(parsed);
        var extras = new StableDiffusionExtras
        {
            Tokenizer = DiffusionOptions.Word(parsed, "--tokenizer"),
            Loras = [.. (DiffusionOptions.Words(parsed, "--lora") ?? []).Select(WeightedWord.Parse).Select(w => new DiffusionLora(w.Path, w.Weight))],
            Vae = DiffusionOptions.Word(parsed, "--vae"),
            Tile = (int?)DiffusionOptions.Number(parsed, "--tile") ?? repeated?.Tile,
            Embeddings = DiffusionOptions.Words(parsed, "--embedding") ?? [],
            Controls = networks,
            PictureAdapters = adapters,
            ImageEncoder = DiffusionOptions.Word(parsed, "--image-encoder"),
        };
        var basics = job.Request;
        // Without words about the size, an edit has that of its picture.
        if (init is not null && DiffusionOptions.Word(parsed, "--width") is null && DiffusionOptions.Word(parsed, "--height") is null)
            basics = basics with { Width = null, Height = null };
        var plain = new StableDiffusionRequest(basics);
        var request = plain with
        {
            Sampler = DiffusionOptions.Word(parsed, "--sampler") ?? (repeated?.Sampler is { Length: > 0 } known ? known : null),
            Schedule = DiffusionOptions.Word(parsed, "--schedule") ?? repeated?.Schedule,
            ClipSkip = (int)(DiffusionOptions.Number(parsed, "--clip-skip") ?? repeated?.ClipSkip ?? plain.ClipSkip),
            GuidanceRescale = DiffusionOptions.Number(parsed, "--guidance-rescale") ?? repeated?.GuidanceRescale ?? plain.GuidanceRescale,
            Init = init,
            Mask = Picture(parsed, "--mask"),
            Strength = DiffusionOptions.Number(parsed, "--strength") ?? repeated?.Strength ?? plain.Strength,
            Controls = controls,
            PicturePrompts = prompts,
            FreeU = FreeU(DiffusionOptions.Word(parsed, "--free-u")) ?? (repeated?.FreeU is [var b1, var b2, var s1, var s2] ? new(b1, b2, s1, s2) : null),
            PerturbedGuidance = DiffusionOptions.Number(parsed, "--perturb") ?? repeated?.PerturbedGuidance ?? plain.PerturbedGuidance,
        };
        if (repeated is not null)
            CheckRepeated(repeated, request, extras);
        CheckUsed(parsed, request);
        return new(extras, request);
    }

    // What would change nothing is a mistake.
    private static void CheckUsed(ParseResult parsed, StableDiffusionRequest request)
    {
        foreach (var (option, other, used) in new[]
        {
            ("--strength", "--init", request.Init is not null),
            ("--image-encoder", "--image-adapter", request.PicturePrompts.Count > 0),
            ("--guidance-rescale", "a --guidance above 1", request.Basics.Guidance is not 1),
        })
        {
            if (!used && DiffusionOptions.Word(parsed, option) is not null)
                throw new UsageException($"{option} does nothing without {other}.");
        }
    }

    // A picture file names what went in but does not hold it.
    private static void CheckRepeated(DiffusionParameters repeated, StableDiffusionRequest request, StableDiffusionExtras extras)
    {
        foreach (var (what, given, option) in new[]
        {
            (repeated.Strength is null ? null : "an initial picture", request.Init is not null, "--init"),
            (repeated.Vae, extras.Vae is not null, "--vae"),
            (Listed(repeated.Loras), extras.Loras.Count > 0, "--lora"),
            (Listed(repeated.Embeddings), extras.Embeddings.Count > 0, "--embedding"),
            (Listed(repeated.Controls), request.Controls.Count > 0, "--control"),
            (Listed(repeated.PicturePrompts), request.PicturePrompts.Count > 0, "--image-adapter"),
        })
        {
            if (what is not null && !given)
                throw new UsageException($"The picture to repeat was made with {what}; give that again with {option}.");
        }

        static string? Listed(IReadOnlyList<string>? names) => names is null ? null : string.Join(", ", names);
    }

    private static (DiffusionControl[] Pictures, Dictionary<string, string> Networks) Controls(ParseResult parsed, string model)
    {
        var networks = new Dictionary<string, string>();
        foreach (var word in DiffusionOptions.Words(parsed, "--control-model") ?? [])
        {
            var (type, path) = Cut(word, '=', "--control-model", "TYPE=PATH");
            networks[type] = Directory.Exists(path) || File.Exists(path) ? path : throw new UsageException($"--control-model {type}: there is no '{path}'.");
        }

        var pictures = new List<DiffusionControl>();
        foreach (var word in DiffusionOptions.Words(parsed, "--control") ?? [])
        {
            var (type, rest) = Cut(word, ':', "--control", "TYPE:IMAGE[:STRENGTH]");
            var image = WeightedWord.Parse(rest);
            var picture = Load(image.Path, "--control");
            // A photograph has no edges yet; a picture of black and white only is one of edges.
            pictures.Add(new(type, picture, image.Weight) { Edges = type == "canny" && !picture.Pixels.All(v => v is 0 or 255) });
            if (!networks.ContainsKey(type))
                networks[type] = ControlSearch.Find(type, model);
        }

        return ([.. pictures], networks.Where(n => pictures.Any(p => p.Control == n.Key)).ToDictionary());
    }

    private static (DiffusionPicturePrompt[] Prompts, Dictionary<string, string> Adapters) PicturePrompts(ParseResult parsed)
    {
        var (prompts, adapters) = (new List<DiffusionPicturePrompt>(), new Dictionary<string, string>());
        foreach (var word in DiffusionOptions.Words(parsed, "--image-adapter") ?? [])
        {
            const string form = "FILE:IMAGE[:WEIGHT][,mask=IMAGE]", separator = ",mask=";
            var at = word.LastIndexOf(separator, StringComparison.Ordinal);
            var (file, rest) = Cut(at < 0 ? word : word[..at], ':', "--image-adapter", form);
            var image = WeightedWord.Parse(rest);
            adapters[file] = file;
            prompts.Add(new(file, [Load(image.Path, "--image-adapter")], image.Weight)
            {
                Masks = at < 0 ? null : [Load(word[(at + separator.Length)..], "the mask of --image-adapter")],
            });
        }

        return ([.. prompts], adapters);
    }

    private static (string First, string Other) Cut(string word, char at, string option, string form) =>
        word.IndexOf(at) is > 0 and var place && place < word.Length - 1
            ? (word[..place], word[(place + 1)..])
            : throw new UsageException($"{option} is {form}; '{word}' was given.");

    private static FreeU? FreeU(string? word)
    {
        if (word is null)
            return null;
        var numbers = word.Split(',').Select(Finite).ToArray();
        return numbers is [{ } b1, { } b2, { } s1, { } s2]
            ? new(b1, b2, s1, s2)
            : throw new UsageException($"--free-u is four numbers B1,B2,S1,S2; '{word}' was given.");
    }

    private static double? Finite(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value) ? value : null;

    private static Picture? Picture(ParseResult parsed, string option) => DiffusionOptions.Word(parsed, option) is { } path ? Load(path, option) : null;

    private static Picture Load(string path, string option) =>
        File.Exists(path) ? PictureFile.Load(path) : throw new UsageException($"There is no picture '{path}' for {option}.");
}
