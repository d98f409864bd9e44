using System.Text.Json.Serialization;

namespace Atelier.Systems.OminiControl2;

/// <summary>Writes and reads <see cref="ControlParameters"/> without reflection.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectRequiredConstructorParameters = true, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(ControlParameters))]
internal sealed partial class ControlParametersJson : JsonSerializerContext;
