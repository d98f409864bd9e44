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
        .With(PictureMetadata.ParametersKey, ToText())
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

        return metadata.Parameters is { } text && Parse(text) is { } parsed
            ? parsed
            : throw new RequestException("The picture carries no parameters to repeat it by.");
    }

    /// <summary>The common text form: prompt, negative prompt, then one line of settings.</summary>
    public string ToText()
    {
        var negative = NegativePrompt.Length > 0 ? $"\nNegative prompt: {NegativePrompt}" : "";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{Prompt}{negative}\nSteps: {Steps}, Sampler: Euler, CFG scale: {Guidance}, Seed: {Seed}, Size: {Width}x{Height}, Model: {Model}{(Precision is null ? "" : $", Precision: {Precision}")}");
    }

    private static PictureParameters? Parse(string text)
    {
        const string settingsMark = "\nSteps: ", negativeMark = "\nNegative prompt: ";
        var at = text.LastIndexOf(settingsMark, StringComparison.Ordinal);
        if (at < 0)
            return null;
        var fields = text[(at + 1)..].Split(", ").Select(pair => pair.Split(": ", 2)).Where(pair => pair.Length == 2)
            .GroupBy(pair => pair[0]).ToDictionary(group => group.Key, group => group.First()[1]);
        var (prompt, negative) = (text[..at], "");
        if (prompt.LastIndexOf(negativeMark, StringComparison.Ordinal) is >= 0 and var cut)
            (prompt, negative) = (prompt[..cut], prompt[(cut + negativeMark.Length)..]);
        var size = (fields.GetValueOrDefault("Size") ?? "").Split('x');
        return size.Length == 2
            && int.TryParse(size[0], CultureInfo.InvariantCulture, out var width) && int.TryParse(size[1], CultureInfo.InvariantCulture, out var height)
            && int.TryParse(fields.GetValueOrDefault("Steps"), CultureInfo.InvariantCulture, out var steps)
            && long.TryParse(fields.GetValueOrDefault("Seed"), CultureInfo.InvariantCulture, out var seed)
            && double.TryParse(fields.GetValueOrDefault("CFG scale"), CultureInfo.InvariantCulture, out var guidance)
            && fields.TryGetValue("Model", out var model)
                ? new(model, prompt, negative, seed, steps, guidance, width, height, fields.GetValueOrDefault("Precision"))
                : null;
    }
}
