using System.Text.Json.Serialization;

namespace Atelier.Systems.StableDiffusion;

/// <summary>Writes and reads <see cref="DiffusionParameters"/> without reflection.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, RespectRequiredConstructorParameters = true, RespectNullableAnnotations = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(DiffusionParameters))]
internal sealed partial class DiffusionParametersJson : JsonSerializerContext;
