using System.Text.Json.Serialization;

namespace Atelier.Systems.LightGen;

/// <summary>Writes and reads <see cref="LightGenParameters"/> without reflection.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, RespectRequiredConstructorParameters = true, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(LightGenParameters))]
internal sealed partial class LightGenParametersJson : JsonSerializerContext;
