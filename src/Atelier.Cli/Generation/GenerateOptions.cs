using Atelier.Torch;
using System.CommandLine;
using System.CommandLine.Parsing;
using Atelier.Cli.Shell;
using Atelier.Cli.Upscaling;
using Atelier.Imaging;
using Atelier.Systems.TextToImage;
using Atelier.Systems.Upscaling;

namespace Atelier.Cli.Generation;

/// <summary>The words of <c>atelier generate</c>, and what they ask for.</summary>
internal sealed class GenerateOptions
{
    private const string DefaultModel = "mini";

    private readonly Argument<string?> _prompt = new("PROMPT") { Description = "What the picture shows", Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<string?> _model = new("--model", "-m") { Description = $"Name of a model (see atelier models), a model folder or a file of weights [default: {DefaultModel}]", HelpName = "NAME|PATH" };
    private readonly Option<string?> _negative = new("--negative") { Description = "What the picture shall not show", HelpName = "PROMPT" };
    private readonly Option<long?> _seed = Ranged.Optional("--seed", "Seed of the first picture; picture k has seed N + k [default: random]", 0, TextToImageRequest.MaxSeed);
    private readonly Option<int?> _count = Ranged.Optional("--count", "Pictures to paint [default: 1]", 1, TextToImageRequest.MaxCount);
    private readonly Option<int?> _steps = Ranged.Optional("--steps", "Denoising steps [default: the model's]", 1, TextToImageRequest.MaxSteps);
    private readonly Option<double?> _guidance = Ranged.Optional("--guidance", "How closely to follow the prompt; 1 is no guidance [default: the model's]", 0.0, 100.0, "G");
    private readonly Option<int?> _width = Ranged.Optional("--width", "Columns [default: the model's]", 1, 1 << 16, "W");
    private readonly Option<int?> _height = Ranged.Optional("--height", "Rows [default: the model's]", 1, 1 << 16, "H");
    private readonly Option<string?> _out = new("--out", "-o") { Description = "File for one picture, or a folder [default: atelier-SEED.png here]", HelpName = "FILE|DIR" };
    private readonly Option<string?> _format = new("--format") { Description = "File format [default: by the ending of --out, else png]", HelpName = "png|jpg|webp" };
    private readonly Option<string?> _preview = new("--preview") { Description = "Folder for previews of the picture while it forms", HelpName = "DIR" };
    private readonly Option<string?> _from = new("--from") { Description = "Repeat this picture by the parameters in its file; other options change them", HelpName = "PICTURE" };
    private readonly Option<string?> _precision = new("--precision") { Description = "Type of products: fp32, bf16, int8 (of quantised weights), or auto (the fastest here) [default: auto]", HelpName = "TYPE" };

    private readonly Option<string?> _upscale = new("--upscale")
    {
        Description = $"Enlarge the finished picture, by the name or the file of an upscaler [default: {Enlargement.DefaultName}]", HelpName = "NAME|FILE", Arity = ArgumentArity.ZeroOrOne,
    };

    public void AddTo(Command command)
    {
        command.Add(_prompt);
        foreach (var option in new Option[] { _model, _negative, _seed, _count, _steps, _guidance, _width, _height, _out, _format, _preview, _from, _precision, _upscale })
            command.Add(option);
    }

    /// <summary>Reads the words; values that only the model knows stay open.</summary>
    /// <exception cref="UsageException">They contradict each other, or the prompt is missing.</exception>
    public GenerateJob Read(ParseResult parsed)
    {
        var model = Repeated(parsed);
        var prompt = parsed.GetValue(_prompt) ?? model?.Prompt;
        if (string.IsNullOrWhiteSpace(prompt))
            throw new UsageException($"No prompt was given; say in words what the picture shows: atelier {parsed.CommandResult.Command.Name} \"a red ball on grass\".");
        // A misspelt option is the first word that is none, as a prompt is; one that is meant so stands behind --.
        if (prompt.StartsWith('-') && !prompt.Any(char.IsWhiteSpace) && prompt.Any(char.IsAsciiLetter) && parsed.GetValue(_prompt) is not null && parsed.Tokens.All(t => t.Type != TokenType.DoubleDash))
            throw new UsageException($"'{prompt}' is no option of {parsed.CommandResult.Command.Name}. As a prompt it stands last, behind --: atelier {parsed.CommandResult.Command.Name} -- \"{prompt}\".");
        var count = parsed.GetValue(_count) ?? 1;
        var seed = parsed.GetValue(_seed) ?? model?.Seed;
        var request = new TextToImageRequest
        {
            Prompt = prompt,
            NegativePrompt = parsed.GetValue(_negative) ?? model?.NegativePrompt ?? "",
            Seed = seed ?? Random.Shared.NextInt64(TextToImageRequest.MaxSeed - count + 1),
            Count = count,
            Steps = parsed.GetValue(_steps) ?? model?.Steps,
            Guidance = parsed.GetValue(_guidance) ?? model?.Guidance,
            Width = parsed.GetValue(_width) ?? model?.Width,
            Height = parsed.GetValue(_height) ?? model?.Height,
        };
        var target = PictureTarget.Choose(parsed.GetValue(_out), parsed.GetValue(_format), count, enlargement: Enlarged(parsed));
        return new(parsed.GetValue(_model) ?? model?.Model ?? DefaultModel, request, target, Precision(parsed, model), parsed.GetValue(_preview));
    }

    /// <summary>What of the text of a repeated picture is not repeated, by what the family of the model can read; none where no picture is.</summary>
    public IReadOnlyList<string> NotRepeated(ParseResult parsed, Func<PictureMetadata, IReadOnlyList<string>> family) =>
        parsed.GetValue(_from) is { } from
            ? [.. family(PictureFile.Open(from).Metadata), .. NotEnlarged(parsed, from)]
            : [];

    private IEnumerable<string> NotEnlarged(ParseResult parsed, string from) =>
        EnlargedBy(from) is { } upscaler && upscaler != Enlargement.DefaultName && parsed.GetResult(_upscale) is null or { Implicit: true }
            ? [$"The picture was enlarged by {upscaler}; give that file with --upscale to do so again."]
            : [];

    /// <summary>How the picture that is repeated was made; null where none is.</summary>
    /// <exception cref="UsageException">There is no such picture.</exception>
    public PictureParameters? Repeated(ParseResult parsed) => MetadataOfRepeated(parsed) is { } metadata ? PictureParameters.Read(metadata) : null;

    /// <summary>What the file of the picture that is repeated says; null where none is.</summary>
    /// <exception cref="UsageException">There is no such picture.</exception>
    public PictureMetadata? MetadataOfRepeated(ParseResult parsed) => parsed.GetValue(_from) switch
    {
        null => null,
        var path when File.Exists(path) => PictureFile.Open(path).Metadata,
        var path => throw new UsageException($"There is no picture '{path}' to repeat."),
    };

    // What the word says, else what the picture that is repeated was enlarged by, where that ships.
    private Enlargement? Enlarged(ParseResult parsed)
    {
        if (parsed.GetResult(_upscale) is { Implicit: false })
            return new(parsed.GetValue(_upscale) ?? Enlargement.DefaultName);
        return parsed.GetValue(_from) is { } from && EnlargedBy(from) == Enlargement.DefaultName ? new(Enlargement.DefaultName) : null;
    }

    private static string? EnlargedBy(string path) =>
        PictureFile.Open(path).Metadata.Parameters is { } text ? GenerationText.Parse(text)[PictureUpscaler.NameField] : null;

    private string? Precision(ParseResult parsed, PictureParameters? repeated) => parsed.GetValue(_precision) switch
    {
        null => repeated?.Precision,
        "auto" => null,
        "fp32" => "fp32",
        "bf16" => "bf16",
        "int8" => Products.MultipliesInt8OnThisCpu ? "int8" : throw new UsageException("--precision int8 needs a CPU with AVX2 or AVX-512 VNNI, which this one is not; fp32, bf16 and auto work here."),
        var other => throw new UsageException($"--precision is fp32, bf16, int8 or auto; '{other}' was given."),
    };
}
