using System.Text.Json.Serialization;

namespace Atelier.Diorama.Datasets;

/// <summary>Compiled JSON converters of the dataset's documents.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(SceneDocument))]
[JsonSerializable(typeof(DatasetManifest))]
internal sealed partial class DocumentJson : JsonSerializerContext;
