using System.Text.Json.Serialization;

namespace Atelier.Systems.TextToImage;

/// <summary>Writes and reads <see cref="PictureParameters"/> without reflection.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, RespectRequiredConstructorParameters = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(PictureParameters))]
internal sealed partial class PictureParametersJson : JsonSerializerContext;
