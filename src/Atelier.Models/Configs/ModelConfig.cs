using System.Text.Json;

namespace Atelier.Models.Configs;

/// <summary>Reads the <c>config.json</c> of a model folder into a config record: snake_case fields become properties.</summary>
public static class ModelConfig
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        RespectNullableAnnotations = true,
    };

    /// <summary>The config in a JSON object; absent fields keep the record's defaults, unknown ones are passed over.</summary>
    /// <exception cref="ConfigException">A field has a value of the wrong kind.</exception>
    public static T Read<T>(JsonElement json)
        where T : class
    {
        if (json.ValueKind == JsonValueKind.Undefined)
            throw new ConfigException($"{typeof(T).Name}: there is no config.");
        try
        {
            return json.Deserialize<T>(Options) ?? throw new ConfigException($"{typeof(T).Name}: the config is null.");
        }
        catch (JsonException error)
        {
            throw new ConfigException($"{typeof(T).Name}: {error.Message}");
        }
    }

    /// <summary>The config in a JSON object whose every field must be known: one that is not, and has a value, could change what the network answers.</summary>
    /// <param name="json">The object; absent fields keep the record's defaults.</param>
    /// <param name="beside">Fields and records that read the rest of the object.</param>
    /// <exception cref="ConfigException">A field is not known, or has a value of the wrong kind.</exception>
    public static T ReadStrict<T>(JsonElement json, params object[] beside)
        where T : class
    {
        var config = Read<T>(json);
        var (types, fields) = (beside.OfType<Type>().Append(typeof(T)).ToArray(), beside.OfType<string>().ToArray());
        var unknown = UnknownFields.Of(json, types).Except(fields).ToArray();
        return unknown.Length == 0 ? config : throw new ConfigException($"{typeof(T).Name} does not know the field{(unknown.Length == 1 ? "" : "s")} {string.Join(", ", unknown)}.");
    }

    /// <summary>The config in a file, or in the <c>config.json</c> of a folder.</summary>
    /// <exception cref="ConfigException">The file is no JSON, or a field has a value of the wrong kind.</exception>
    public static T Open<T>(string path)
        where T : class => Open(path, Read<T>);

    /// <summary>The same, where every field must be known; see <see cref="ReadStrict{T}"/>.</summary>
    /// <param name="path">A file, or a folder with <c>config.json</c>.</param>
    /// <param name="beside">Fields and records that read the rest of the object.</param>
    /// <exception cref="ConfigException">The file is no JSON, a field is not known, or one has a value of the wrong kind.</exception>
    public static T OpenStrict<T>(string path, params object[] beside)
        where T : class => Open(path, json => ReadStrict<T>(json, beside));

    private static T Open<T>(string path, Func<JsonElement, T> read)
    {
        var file = Directory.Exists(path) ? Path.Combine(path, "config.json") : path;
        var json = JsonFile.ReadObject(file);
        try
        {
            return read(json);
        }
        catch (ConfigException error)
        {
            throw new ConfigException($"{file}: {error.Message}");
        }
    }
}
