using System.Globalization;
using System.Text.Json;
using Atelier.Imaging;
using Atelier.Systems.Pipelines;
using Atelier.Systems.TextToImage.Flux;
using Atelier.Systems.Upscaling;

namespace Atelier.Systems.TextToImage;

/// <summary>All that is needed to paint a picture again, as the picture file carries it.</summary>
/// <param name="Model">Name of the model.</param>
/// <param name="Prompt">What the picture shows.</param>
/// <param name="NegativePrompt">What it shall not show.</param>
/// <param name="Seed">Its own seed.</param>
/// <param name="Steps">Denoising steps.</param>
/// <param name="Guidance">Strength of guidance.</param>
/// <param name="Width">Columns.</param>
/// <param name="Height">Rows.</param>
/// <param name="Precision">Type of the products, such as <c>fp32</c>; null where it is not known.</param>
public sealed record PictureParameters(
    string Model, string Prompt, string NegativePrompt, long Seed, int Steps, double Guidance, int Width, int Height, string? Precision = null)
{
    private const string UsualSampler = "Euler", Distilled = "Distilled CFG Scale", InputField = "Inputs";

    /// <summary>Weight of the difference to the negative prompt; null where it was not asked for.</summary>
    public double? TrueGuidance { get; init; }

    /// <summary>Name of the sampler; null for the model's own.</summary>
    public string? Sampler { get; init; }

    /// <summary>Name of the spread of noise levels; null for the model's own.</summary>
    public string? Schedule { get; init; }

    /// <summary>Reuse of features across steps; null where everything was computed.</summary>
    public string? Cache { get; init; }

    /// <summary>Side of the tiles that the autoencoder worked in; null where it took whole pictures.</summary>
    public int? Tile { get; init; }

    /// <summary>How much of the first picture was changed; null where there was none.</summary>
    public double? Strength { get; init; }

    /// <summary>Adapters as <c>name:weight</c>; null for none.</summary>
    public IReadOnlyList<string>? Loras { get; init; }

    /// <summary>Pictures that went in, as <c>option name</c>, without their folders; null for none.</summary>
    public IReadOnlyList<string>? Inputs { get; init; }

    /// <summary>The parameters of a finished picture.</summary>
    public static PictureParameters Of(PaintedPicture painted, string? precision = null)
    {
        var request = painted.Parameters;
        return new(
            painted.Model, request.Prompt, request.NegativePrompt, painted.Seed, request.Steps!.Value, request.Guidance!.Value,
            request.Width!.Value, request.Height!.Value, precision);
    }

    /// <summary>Texts for a picture file: our own JSON, and the common text form that other programs show.</summary>
    public PictureMetadata ToMetadata() => PictureMetadata.Empty
        .With(PictureMetadata.ParametersKey, ToText().ToString())
        .With(PictureMetadata.AtelierKey, JsonSerializer.Serialize(this, PictureParametersJson.Default.PictureParameters));

    /// <summary>Reads what <see cref="ToMetadata"/> wrote; where a format keeps the common text form only, that.</summary>
    /// <exception cref="RequestException">The picture carries no parameters.</exception>
    public static PictureParameters Read(PictureMetadata metadata)
    {
        try
        {
            if (metadata.Text.TryGetValue(PictureMetadata.AtelierKey, out var json) &&
                JsonSerializer.Deserialize(json, PictureParametersJson.Default.PictureParameters) is { } own)
                return own;
        }
        catch (JsonException error)
        {
            throw new RequestException($"The picture's parameters are damaged: {error.Message}");
        }

        return metadata.Parameters is { } text && Parse(GenerationText.Parse(text)) is { } parsed
            ? parsed
            : throw new RequestException(metadata.Text.ContainsKey("workflow") || metadata.Text.ContainsKey("prompt")
                ? "The picture carries a graph of ComfyUI, which is not read here; atelier inspect shows it."
                : "The picture carries no parameters to repeat it by.");
    }

    /// <summary>One sentence for each thing that another program's text says and that is not repeated.</summary>
    public static IReadOnlyList<string> NotRepeated(PictureMetadata metadata) => OtherPrograms.NotRepeated(
        metadata,
        [
            "Steps", "Sampler", "Schedule type", "CFG scale", Distilled, "Seed", "Size", "Model", "RNG", "Denoising strength", "True guidance", "Cache", "Tile", "Lora", "Precision", InputField, "Control",
            PictureUpscaler.NameField, PictureUpscaler.ScaleField,
        ],
        (title, _) => title == UsualSampler || FluxSampling.SamplerOf(title) is not null);

    private GenerationText ToText() => new()
    {
        Prompt = Prompt,
        NegativePrompt = NegativePrompt,
        Fields =
        [
            new("Steps", Text(Steps)), new("Sampler", Sampler ?? UsualSampler), new("CFG scale", Text(Guidance)), new("Seed", Text(Seed)),
            new("Size", $"{Text(Width)}x{Text(Height)}"), new("Model", Model), .. Optional(),
        ],
    };

    private IEnumerable<KeyValuePair<string, string>> Optional() => new (string Key, string? Value)[]
    {
        ("Precision", Precision), ("Schedule type", Schedule), ("Denoising strength", Strength is { } s ? Text(s) : null),
        ("True guidance", TrueGuidance is { } g ? Text(g) : null), ("Cache", Cache), ("Tile", Tile is { } t ? Text(t) : null), ("Lora", Loras is null ? null : string.Join(", ", Loras)),
        (InputField, Inputs is null ? null : string.Join('\n', Inputs)), ("RNG", "CPU"),
    }.Where(f => f.Value is not null).Select(f => new KeyValuePair<string, string>(f.Key, f.Value!));

    private static PictureParameters? Parse(GenerationText text) =>
        text is { Seed: { } seed, Steps: { } steps, Guidance: { } guidance, Size: { } size } && text["Model"] is { } model
            // Other programs call the number that goes into the network distilled, and the weight of the negative prompt CFG.
            ? new(
                model, OtherPrograms.Untagged(text.Prompt).Prompt, OtherPrograms.Untagged(text.NegativePrompt).Prompt, seed, steps, Number(text[Distilled]) ?? guidance,
                size.Width, size.Height, text["Precision"])
            {
                Sampler = FluxSampling.SamplerOf(text["Sampler"]),
                Schedule = FluxSampling.ScheduleOf(text["Schedule type"]),
                Tile = int.TryParse(text["Tile"], CultureInfo.InvariantCulture, out var tile) ? tile : null,
                Cache = text["Cache"],
                TrueGuidance = Number(text["True guidance"]) ?? (text[Distilled] is not null && guidance != 1 ? guidance : null),
                Strength = Number(text["Denoising strength"]),
                Inputs = text[InputField]?.Split('\n'),
                Loras = text["Lora"]?.Split(", ") ?? (OtherPrograms.Untagged(text.Prompt).Adapters is { Count: > 0 } adapters ? adapters : null),
            }
            : null;

    private static double? Number(string? text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : null;

    private static string Text(IFormattable value) => value.ToString(null, CultureInfo.InvariantCulture);
}
