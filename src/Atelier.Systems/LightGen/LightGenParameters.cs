using System.Globalization;
using System.Text.Json;
using Atelier.Imaging;
using Atelier.Systems.TextToImage;

namespace Atelier.Systems.LightGen;

/// <summary>All that is needed to paint a masked model's picture again, as the picture file carries it. The first fields are those of <see cref="PictureParameters"/>.</summary>
/// <param name="Model">Name of the model.</param>
/// <param name="Prompt">What the picture shows.</param>
/// <param name="NegativePrompt">What it shall not show.</param>
/// <param name="Seed">Its own seed.</param>
/// <param name="Steps">Times that the transformer ran.</param>
/// <param name="Guidance">Strength of guidance.</param>
/// <param name="Width">Columns.</param>
/// <param name="Height">Rows.</param>
/// <param name="HeadSteps">Diffusion steps of each token.</param>
/// <param name="Temperature">Of the diffusion's noise.</param>
/// <param name="GuidanceSchedule"><c>constant</c> or <c>linear</c>.</param>
/// <param name="Order">Of the tokens.</param>
/// <param name="Repainted">Whether a part of a given picture was painted anew.</param>
/// <param name="Precision">Type of the products; null where it is not known.</param>
public sealed record LightGenParameters(
    string Model, string Prompt, string NegativePrompt, long Seed, int Steps, double Guidance, int Width, int Height,
    int HeadSteps, double Temperature, string GuidanceSchedule, string Order, bool Repainted, string? Precision = null)
{
    /// <summary>The parameters of a finished picture.</summary>
    public static LightGenParameters Of(LightGenPicture painted, string? precision = null)
    {
        var (request, basics) = (painted.Request, painted.Request.Basics);
        return new(
            painted.Model, basics.Prompt, basics.NegativePrompt, painted.Seed, basics.Steps!.Value, basics.Guidance!.Value, basics.Width!.Value, basics.Height!.Value,
            request.HeadSteps!.Value, request.Temperature!.Value, Word(request.Schedule!.Value), Word(request.Order), request.Mask is not null, precision);
    }

    /// <summary>Texts for a picture file: our own JSON, and the common text form that other programs show.</summary>
    public PictureMetadata ToMetadata() => PictureMetadata.Empty
        .With(PictureMetadata.ParametersKey, ToText().ToString())
        .With(PictureMetadata.AtelierKey, JsonSerializer.Serialize(this, LightGenParametersJson.Default.LightGenParameters));

    /// <summary>Reads what <see cref="ToMetadata"/> wrote; null where the picture is none of a masked model.</summary>
    public static LightGenParameters? Read(PictureMetadata metadata)
    {
        try
        {
            return metadata.Text.TryGetValue(PictureMetadata.AtelierKey, out var json)
                ? JsonSerializer.Deserialize(json, LightGenParametersJson.Default.LightGenParameters)
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private GenerationText ToText() => new()
    {
        Prompt = Prompt,
        NegativePrompt = NegativePrompt,
        Fields =
        [
            new("Steps", Text(Steps)), new("Sampler", "Masked autoregression"), new("CFG scale", Text(Guidance)), new("Seed", Text(Seed)),
            new("Size", $"{Text(Width)}x{Text(Height)}"), new("Model", Model), new("Head steps", Text(HeadSteps)), new("Temperature", Text(Temperature)),
            new("Guidance schedule", GuidanceSchedule), new("Order", Order), .. Precision is null ? [] : new KeyValuePair<string, string>[] { new("Precision", Precision) },
        ],
    };

    private static string Text(IFormattable value) => value.ToString(null, CultureInfo.InvariantCulture);

    private static string Word<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();
}
