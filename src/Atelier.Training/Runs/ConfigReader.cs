using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Atelier.Training.Runs;

/// <summary>Reads JSON settings into records; unknown keys are refused by name.</summary>
public static class ConfigReader
{
    /// <summary>snake_case keys, comments and trailing commas allowed, indented when written.</summary>
    public static JsonSerializerOptions Options { get; } = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        AllowOutOfOrderMetadataProperties = true,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        WriteIndented = true,
        TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
    };

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="name">What to call it in messages; null for its path.</param>
    /// <exception cref="SettingException">The file is missing, no JSON, or has an unknown or wrong value.</exception>
    public static T ReadFile<T>(string path, string? name = null)
    {
        name ??= path;
        if (Directory.Exists(path))
            throw new SettingException($"{name} is a folder; a file of settings is needed.");
        try
        {
            using var json = JsonDocument.Parse(
                File.ReadAllBytes(path), new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            return Read<T>(json.RootElement.Clone(), name);
        }
        catch (JsonException error)
        {
            throw new SettingException($"{name}: {error.Message}", error);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new SettingException($"{name}: there is no such file.", error);
        }
    }

    /// <summary>Reads one value.</summary>
    /// <param name="json">The value.</param>
    /// <param name="where">What to call it in messages.</param>
    /// <exception cref="SettingException">A key is unknown or a value is wrong.</exception>
    public static T Read<T>(JsonElement json, string where)
    {
        SettingCheck.Check(json, typeof(T), where);
        try
        {
            return json.Deserialize<T>(Options) ?? throw new SettingException($"{where}: null is not allowed.");
        }
        catch (Exception error) when (error is JsonException or ArgumentException or NotSupportedException)
        {
            throw new SettingException($"{where}: {error.Message}", error);
        }
    }
}
