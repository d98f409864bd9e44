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
    /// <exception cref="SettingException">The file is missing, no JSON, or has an unknown or wrong value.</exception>
    public static T ReadFile<T>(string path)
    {
        try
        {
            using var json = JsonDocument.Parse(
                File.ReadAllBytes(path), new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            return Read<T>(json.RootElement.Clone(), path);
        }
        catch (JsonException error)
        {
            throw new SettingException($"{path}: {error.Message}", error);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new SettingException($"{path}: there is no such file.", error);
        }
    }

    /// <summary>Reads one value.</summary>
    /// <param name="json">The value.</param>
    /// <param name="where">What to call it in messages.</param>
    /// <exception cref="SettingException">A key is unknown or a value is wrong.</exception>
    public static T Read<T>(JsonElement json, string where)
    {
        CheckKeys(json, typeof(T), where);
        try
        {
            return json.Deserialize<T>(Options) ?? throw new SettingException($"{where}: null is not allowed.");
        }
        catch (Exception error) when (error is JsonException or ArgumentException or NotSupportedException)
        {
            throw new SettingException($"{where}: {error.Message}", error);
        }
    }

    // The serializer refuses unknown keys too, but does not say which ones there are.
    private static void CheckKeys(JsonElement json, Type type, string where)
    {
        var info = Options.GetTypeInfo(type);
        if (info.Kind == JsonTypeInfoKind.Enumerable && json.ValueKind == JsonValueKind.Array)
        {
            foreach (var (item, index) in json.EnumerateArray().Select((e, i) => (e, i)))
                CheckKeys(item, info.ElementType!, $"{where}[{index}]");
        }

        if (info.Kind != JsonTypeInfoKind.Object || json.ValueKind != JsonValueKind.Object)
            return;
        var discriminator = info.PolymorphismOptions?.TypeDiscriminatorPropertyName;
        if (discriminator is not null && json.TryGetProperty(discriminator, out var chosen))
        {
            var known = info.PolymorphismOptions!.DerivedTypes;
            var derived = known.FirstOrDefault(d => d.TypeDiscriminator as string == chosen.ToString()).DerivedType
                ?? throw new SettingException($"{where}: {discriminator} is '{chosen}'; allowed: {string.Join(", ", known.Select(d => d.TypeDiscriminator))}.");
            info = Options.GetTypeInfo(derived);
        }

        foreach (var property in json.EnumerateObject().Where(p => p.Name != discriminator))
        {
            var found = info.Properties.FirstOrDefault(p => p.Name == property.Name)
                ?? throw new SettingException(
                    $"{where}: unknown key '{property.Name}'; allowed: {string.Join(", ", info.Properties.Select(p => p.Name).Order(StringComparer.Ordinal))}.");
            CheckKeys(property.Value, found.PropertyType, $"{where}: {property.Name}");
        }
    }
}
