using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using Atelier.Imaging;
using Atelier.Systems.OminiControl2.Adapters;
using Atelier.Systems.Pipelines;
using Atelier.Systems.TextToImage;

namespace Atelier.Systems.OminiControl2;

/// <summary>What a picture under conditions has beside the parameters of a picture of text.</summary>
/// <param name="Conditions">The conditions.</param>
/// <param name="Reuse">on, off, or periodic:N; auto where the adapters decided.</param>
/// <param name="ImageGuidance">Factor of the difference to black condition pictures.</param>
public sealed record ControlParameters(IReadOnlyList<ConditionParameters> Conditions, string Reuse, double ImageGuidance)
{
    /// <summary>Key of the JSON in the picture file.</summary>
    public const string MetadataKey = "atelier_control";

    /// <summary>The reuse where the adapters decided.</summary>
    public const string Auto = "auto";

    // In the text form, which is all that JPEG and WebP keep.
    private const string Field = "Control";

    /// <summary>The conditions as a command line names them.</summary>
    [JsonIgnore]
    public string Sources => string.Join(", ", Conditions.Select(c => c.Words));

    /// <summary>The parameters of a request.</summary>
    public static ControlParameters Of(OminiControl2Request request) => new(
        [.. request.Conditions.Select(Of)],
        request.RefreshEvery switch { null => Auto, 1 => "off", int.MaxValue => "on", { } n => $"periodic:{n}" },
        request.ImageGuidance);

    /// <summary>Texts for the picture file: those of a picture of text, and these.</summary>
    /// <param name="picture">The picture.</param>
    /// <param name="parameters">Those that it has beside.</param>
    public static PictureMetadata Metadata(ControlledPicture picture, PictureParameters parameters)
    {
        var (plain, json) = (parameters.ToMetadata(), JsonSerializer.Serialize(Of(picture.Request), ControlParametersJson.Default.ControlParameters));
        var text = GenerationText.Parse(plain.Parameters!).With(Field, json).ToString();
        return plain.With(PictureMetadata.ParametersKey, text).With(MetadataKey, json);
    }

    /// <summary>Reads what <see cref="Metadata"/> wrote; null where the picture was made without conditions.</summary>
    /// <exception cref="RequestException">It cannot be read.</exception>
    public static ControlParameters? Read(PictureMetadata metadata)
    {
        var json = metadata.Text.GetValueOrDefault(MetadataKey) ?? (metadata.Parameters is { } text ? GenerationText.Parse(text)[Field] : null);
        // Another program's field of this name is no object.
        if (json is null || !json.StartsWith('{'))
            return null;
        try
        {
            return JsonSerializer.Deserialize(json, ControlParametersJson.Default.ControlParameters);
        }
        catch (JsonException error)
        {
            throw new RequestException($"The picture's conditions are damaged: {error.Message}");
        }
    }

    private static ConditionParameters Of(ControlCondition c) => new(
        c.Task.Name(), c.Source, Hash((c.Original ?? c.Picture).Pixels), c.Strength, c.Scale, c.Offset is { } o ? [o.Rows, o.Columns] : null, c.Adapter)
    {
        Size = c.Size is { } size ? [size.Width, size.Height] : null,
        Guided = c.Guided,
        Independent = c.Independent,
        Detected = c.Detected ? true : null,
        Mask = c.MaskSource,
        MaskSha256 = c.Unknown is { } unknown ? Hash(unknown.Cells) : null,
    };

    private static string Hash(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
