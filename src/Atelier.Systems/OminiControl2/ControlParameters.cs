using System.Security.Cryptography;
using System.Text.Json;
using Atelier.Imaging;
using Atelier.Systems.OminiControl2.Adapters;
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

    /// <summary>The parameters of a request.</summary>
    public static ControlParameters Of(OminiControl2Request request) => new(
        [.. request.Conditions.Select(c => new ConditionParameters(
            c.Task.Name(), c.Source, Convert.ToHexStringLower(SHA256.HashData(c.Picture.Pixels)), c.Strength, c.Scale,
            c.Offset is { } o ? [o.Rows, o.Columns] : null, c.Adapter))],
        request.RefreshEvery switch { null => "auto", 1 => "off", int.MaxValue => "on", { } n => $"periodic:{n}" },
        request.ImageGuidance);

    /// <summary>Texts for the picture file: those of a picture of text, and these.</summary>
    public static PictureMetadata Metadata(ControlledPicture picture, string? precision) => PictureParameters.Of(picture.Painted, precision).ToMetadata()
        .With(MetadataKey, JsonSerializer.Serialize(Of(picture.Request), ControlParametersJson.Default.ControlParameters));
}
