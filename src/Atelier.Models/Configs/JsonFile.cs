using System.Text.Json;

namespace Atelier.Models.Configs;

/// <summary>Reads the JSON files of strangers.</summary>
public static class JsonFile
{
    /// <summary>The object in a file; its names and texts are all well-formed.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="ConfigException">It is no JSON, no object, or has a text that is no Unicode.</exception>
    public static JsonElement ReadObject(string path) => ParseObject(File.ReadAllBytes(path), path);

    /// <summary>The object in some bytes; its names and texts are all well-formed.</summary>
    /// <param name="bytes">UTF-8.</param>
    /// <param name="name">What they are, for messages.</param>
    /// <exception cref="ConfigException">They are no JSON, no object, or have a text that is no Unicode.</exception>
    public static JsonElement ParseObject(ReadOnlyMemory<byte> bytes, string name)
    {
        try
        {
            using var json = JsonDocument.Parse(bytes, new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            if (json.RootElement.ValueKind != JsonValueKind.Object)
                throw new ConfigException($"{name} is no JSON object.");
            ReadTexts(json.RootElement);
            return json.RootElement.Clone();
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            throw new ConfigException($"{name}: {error.Message}");
        }
    }

    // The parser looks at texts only when they are asked for, and throws then.
    private static void ReadTexts(JsonElement json)
    {
        switch (json.ValueKind)
        {
            case JsonValueKind.String:
                json.GetString();
                break;
            case JsonValueKind.Array:
                foreach (var item in json.EnumerateArray())
                    ReadTexts(item);
                break;
            case JsonValueKind.Object:
                foreach (var field in json.EnumerateObject())
                {
                    _ = field.Name;
                    ReadTexts(field.Value);
                }

                break;
        }
    }
}
