using System.Globalization;
using System.Text.Json;
using Atelier.Imaging;
using Atelier.Systems.Pipelines;
using Atelier.Systems.Upscaling;

namespace Atelier.Systems.StableDiffusion;

/// <summary>All that is needed to paint a picture again but for the pictures that went in, as the picture file carries it.</summary>
/// <param name="Model">Name of the model.</param>
/// <param name="Prompt">What the picture shows.</param>
/// <param name="NegativePrompt">What it shall not show.</param>
/// <param name="Seed">Its own seed.</param>
/// <param name="Steps">Steps that were asked for.</param>
/// <param name="Guidance">Strength of guidance.</param>
/// <param name="Width">Columns.</param>
/// <param name="Height">Rows.</param>
/// <param name="Sampler">Name of the sampler; empty for the model's own where another program's is not known.</param>
public sealed record DiffusionParameters(
    string Model, string Prompt, string NegativePrompt, long Seed, int Steps, double Guidance, int Width, int Height, string Sampler)
{
    /// <summary>Type of the products, such as <c>fp32</c>; null where it is not known.</summary>
    public string? Precision { get; init; }

    /// <summary>Name of the noise schedule; null for the sampler's own.</summary>
    public string? Schedule { get; init; }

    /// <summary>Blocks of the text encoder that were left out, plus 1; null for 1.</summary>
    public int? ClipSkip { get; init; }

    /// <summary>Share of rescaled guidance; null for none.</summary>
    public double? GuidanceRescale { get; init; }

    /// <summary>How much of the initial picture was painted anew; null where there was none.</summary>
    public double? Strength { get; init; }

    /// <summary>Perturbed guidance; null for none.</summary>
    public double? PerturbedGuidance { get; init; }

    /// <summary>Factors of the way up, B1, B2, S1, S2; null for none.</summary>
    public IReadOnlyList<double>? FreeU { get; init; }

    /// <summary>Name of an autoencoder that took the place of the model's; null for its own.</summary>
    public string? Vae { get; init; }

    /// <summary>Side of the tiles that the autoencoder worked in; null where it took whole pictures.</summary>
    public int? Tile { get; init; }

    /// <summary>Adapters as <c>name:weight</c>, without their folders; null for none.</summary>
    public IReadOnlyList<string>? Loras { get; init; }

    /// <summary>Words of embeddings that the model was opened with; null for none.</summary>
    public IReadOnlyList<string>? Embeddings { get; init; }

    /// <summary>Controls as <c>name:strength</c>; null for none.</summary>
    public IReadOnlyList<string>? Controls { get; init; }

    /// <summary>Image adapters as <c>name:weight</c>, without their folders; null for none.</summary>
    public IReadOnlyList<string>? PicturePrompts { get; init; }

    /// <summary>The parameters of a finished picture.</summary>
    public static DiffusionParameters Of(PaintedDiffusion painted, string? precision = null)
    {
        var (request, basics, pipeline) = (painted.Request, painted.Request.Basics, painted.Pipeline);
        return new(
            pipeline.Name, basics.Prompt, basics.NegativePrompt, painted.Seed, basics.Steps!.Value, basics.Guidance!.Value, painted.Picture.Width, painted.Picture.Height,
            request.Sampler ?? pipeline.OwnSampler)
        {
            Precision = precision,
            Schedule = request.Schedule,
            ClipSkip = request.ClipSkip == 1 ? null : request.ClipSkip,
            GuidanceRescale = request.GuidanceRescale == 0 ? null : request.GuidanceRescale,
            Strength = request.Init is null ? null : request.Strength,
            PerturbedGuidance = request.PerturbedGuidance == 0 ? null : request.PerturbedGuidance,
            FreeU = request.FreeU is { } f ? [f.B1, f.B2, f.S1, f.S2] : null,
            Vae = pipeline.Vae,
            Tile = pipeline.Tile,
            Loras = Some(pipeline.Loras.Select(l => $"{l.Name}:{Text(l.Weight)}")),
            Embeddings = Some(pipeline.Words),
            Controls = Some(request.Controls.Select(c => $"{c.Control}:{Text(c.Strength)}")),
            PicturePrompts = Some(request.PicturePrompts.Select(p => $"{Path.GetFileNameWithoutExtension(p.Adapter)}:{Text(p.Weight)}")),
        };
    }

    /// <summary>Texts for a picture file: our own JSON, and the common text form that other programs show.</summary>
    public PictureMetadata ToMetadata() => PictureMetadata.Empty
        .With(PictureMetadata.ParametersKey, ToText().ToString())
        .With(PictureMetadata.AtelierKey, JsonSerializer.Serialize(this, DiffusionParametersJson.Default.DiffusionParameters));

    /// <summary>
    /// Reads what <see cref="ToMetadata"/> wrote; where a format keeps the common text form only, or another program wrote it, that; null where
    /// there is neither.
    /// </summary>
    /// <exception cref="RequestException">It is damaged.</exception>
    public static DiffusionParameters? Read(PictureMetadata metadata)
    {
        if (!metadata.Text.TryGetValue(PictureMetadata.AtelierKey, out var json))
            return metadata.Parameters is { } text ? Parse(GenerationText.Parse(text)) : null;
        try
        {
            using var fields = JsonDocument.Parse(json);
            return fields.RootElement.ValueKind == JsonValueKind.Object && fields.RootElement.TryGetProperty("sampler", out _)
                ? fields.RootElement.Deserialize(DiffusionParametersJson.Default.DiffusionParameters)
                : null;
        }
        catch (JsonException error)
        {
            throw new RequestException($"The picture's parameters are damaged: {error.Message}");
        }
    }

    /// <summary>One sentence for each thing that another program's text says and that is not repeated.</summary>
    public static IReadOnlyList<string> NotRepeated(PictureMetadata metadata) => OtherPrograms.NotRepeated(
        metadata,
        [
            "Steps", "Sampler", "Schedule type", "CFG scale", "Seed", "Size", "Model", "RNG", "Denoising strength", "Clip skip", "CFG Rescale", "PAG scale", "FreeU", "VAE", "Tile", "Lora",
            "TI", "Control", "IP-Adapter", "Precision",
            PictureUpscaler.NameField, PictureUpscaler.ScaleField,
        ],
        (title, schedule) => SamplerChoice.Named(title, schedule).Sampler is not null);

    private GenerationText ToText() => new()
    {
        Prompt = Prompt,
        NegativePrompt = NegativePrompt,
        Fields =
        [
            new("Steps", Text(Steps)), new("Sampler", SamplerChoice.TitleOf(Sampler)), new("Schedule type", SamplerChoice.TitleOfSchedule(Schedule)),
            new("CFG scale", Text(Guidance)), new("Seed", Text(Seed)), new("Size", $"{Text(Width)}x{Text(Height)}"), new("Model", Model), .. Optional(),
            new("RNG", "CPU"),
        ],
    };

    private static DiffusionParameters? Parse(GenerationText text)
    {
        if (text is not { Seed: { } seed, Steps: { } steps, Guidance: { } guidance, Size: { } size } || text["Model"] is not { } model || text["Sampler"] is not { } title)
            return null;
        var (sampler, schedule) = SamplerChoice.Named(title, text["Schedule type"]);
        var (prompt, adapters) = OtherPrograms.Untagged(text.Prompt);
        return new(model, prompt, OtherPrograms.Untagged(text.NegativePrompt).Prompt, seed, steps, guidance, size.Width, size.Height, sampler ?? "")
        {
            Precision = text["Precision"],
            Schedule = sampler is null ? null : schedule,
            Tile = int.TryParse(text["Tile"], CultureInfo.InvariantCulture, out var tile) ? tile : null,
            ClipSkip = text.ClipSkip == 1 ? null : text.ClipSkip,
            GuidanceRescale = Number(text["CFG Rescale"]),
            // Where a picture was enlarged in a second pass, the strength is that pass's.
            Strength = text["Hires upscale"] is null && text["Hires resize"] is null ? Number(text["Denoising strength"]) : null,
            PerturbedGuidance = Number(text["PAG scale"]),
            FreeU = text["FreeU"]?.Split(", ").Select(Number).OfType<double>().ToArray(),
            Vae = text["VAE"],
            Loras = text["Lora"]?.Split(", ") ?? Some(adapters),
            Embeddings = text["TI"]?.Split(", "),
            Controls = text["Control"]?.Split(", "),
            PicturePrompts = text["IP-Adapter"]?.Split(", "),
        };
    }

    private static double? Number(string? text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : null;

    private IEnumerable<KeyValuePair<string, string>> Optional() => new (string Key, string? Value)[]
    {
        ("Denoising strength", Known(Strength)), ("Clip skip", Known(ClipSkip)), ("CFG Rescale", Known(GuidanceRescale)), ("PAG scale", Known(PerturbedGuidance)),
        ("FreeU", List(FreeU?.Select(factor => Text(factor)))), ("VAE", Vae), ("Tile", Known(Tile)), ("Lora", List(Loras)), ("TI", List(Embeddings)),
        ("Control", List(Controls)), ("IP-Adapter", List(PicturePrompts)), ("Precision", Precision),
    }.Where(f => f.Value is not null).Select(f => new KeyValuePair<string, string>(f.Key, f.Value!));

    private static string[]? Some(IEnumerable<string> values) => values.ToArray() is { Length: > 0 } some ? some : null;

    private static string? List(IEnumerable<string>? values) => values is null ? null : string.Join(", ", values);

    private static string Text(IFormattable value) => value.ToString(null, CultureInfo.InvariantCulture);

    private static string? Known<T>(T? value)
        where T : struct, IFormattable => value is { } known ? Text(known) : null;
}
