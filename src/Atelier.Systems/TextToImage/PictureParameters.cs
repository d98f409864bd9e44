using System.Globalization;
using System.Text.Json;
using Atelier.Imaging;
using Atelier.Systems.Pipelines;

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
            : throw new RequestException("The picture carries no parameters to repeat it by.");
    }

    private GenerationText ToText() => new()
    {
        Prompt = Prompt,
        NegativePrompt = NegativePrompt,
        Fields =
        [
            new("Steps", Text(Steps)), new("Sampler", "Euler"), new("CFG scale", Text(Guidance)), new("Seed", Text(Seed)),
            new("Size", $"{Text(Width)}x{Text(Height)}"), new("Model", Model), .. Precision is null ? [] : new KeyValuePair<string, string>[] { new("Precision", Precision) },
        ],
    };

    private static PictureParameters? Parse(GenerationText text) =>
        text is { Seed: { } seed, Steps: { } steps, Guidance: { } guidance, Size: { } size } && text["Model"] is { } model
            ? new(model, text.Prompt, text.NegativePrompt, seed, steps, guidance, size.Width, size.Height, text["Precision"])
            : null;

    private static string Text(IFormattable value) => value.ToString(null, CultureInfo.InvariantCulture);
}
