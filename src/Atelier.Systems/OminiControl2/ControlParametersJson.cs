using System.Text.Json.Serialization;

namespace Atelier.Systems.OminiControl2;

/// <summary>Writes <see cref="ControlParameters"/> without reflection.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ControlParameters))]
internal sealed partial class ControlParametersJson : JsonSerializerContext;
