using System.Text.Json;
using System.Text.Json.Serialization;

namespace Atelier.Training.Runs;

/// <summary>A path, or a list of paths.</summary>
internal sealed class InitialWeightsConverter : JsonConverter<InitialWeights>
{
    public override InitialWeights Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.String)
            return new([reader.GetString()!]);
        var paths = reader.TokenType == JsonTokenType.StartArray ? JsonSerializer.Deserialize<string[]>(ref reader, options) : null;
        return paths is { Length: > 0 } && paths.All(p => p is not null) ? new(paths) : throw new JsonException($"{InitialWeights.Allowed} is needed.");
    }

    public override void Write(Utf8JsonWriter writer, InitialWeights value, JsonSerializerOptions options)
    {
        if (value.Paths.Count == 1)
            writer.WriteStringValue(value.Paths[0]);
        else
            JsonSerializer.Serialize(writer, value.Paths, options);
    }
}
