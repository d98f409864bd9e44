using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Atelier.Training.Runs;

/// <summary>Compares JSON with the record that it shall become. The serializer refuses the same things, but names .NET types instead of what is allowed.</summary>
internal static class SettingCheck
{
    /// <summary>Checks keys and kinds of value, with all below.</summary>
    /// <param name="json">The value.</param>
    /// <param name="type">What it shall become.</param>
    /// <param name="where">What to call it in messages.</param>
    /// <exception cref="SettingException">A key is unknown or missing, or a value is of the wrong kind.</exception>
    public static void Check(JsonElement json, Type type, string where)
    {
        if (json.ValueKind == JsonValueKind.Null && Nullable.GetUnderlyingType(type) is not null)
            return;
        type = Nullable.GetUnderlyingType(type) ?? type;
        var info = ConfigReader.Options.GetTypeInfo(type);
        switch (info.Kind)
        {
            case JsonTypeInfoKind.Enumerable:
                Require(json.ValueKind == JsonValueKind.Array, json, "a list", where);
                foreach (var (item, index) in json.EnumerateArray().Select((e, i) => (e, i)))
                    Check(item, info.ElementType!, $"{where}[{index}]");
                break;
            case JsonTypeInfoKind.Dictionary:
                Require(json.ValueKind == JsonValueKind.Object, json, "an object", where);
                foreach (var property in json.EnumerateObject())
                    Check(property.Value, info.ElementType!, $"{where}: {property.Name}");
                break;
            case JsonTypeInfoKind.Object:
                Require(json.ValueKind == JsonValueKind.Object, json, "an object", where);
                CheckKeys(json, info, where);
                break;
            default:
                if (type != typeof(JsonElement))
                    Require(Becomes(json, type), json, Name(type), where);
                break;
        }
    }

    private static void CheckKeys(JsonElement json, JsonTypeInfo info, string where)
    {
        var discriminator = info.PolymorphismOptions?.TypeDiscriminatorPropertyName;
        if (discriminator is not null)
            info = Derived(json, info, discriminator, where);
        var known = info.Properties.ToDictionary(p => p.Name);
        foreach (var property in json.EnumerateObject().Where(p => p.Name != discriminator))
        {
            if (!known.TryGetValue(property.Name, out var found))
                throw new SettingException($"{where}: unknown key '{property.Name}'; allowed: {string.Join(", ", known.Keys.Order(StringComparer.Ordinal))}.");
            if (property.Value.ValueKind != JsonValueKind.Null || !found.IsSetNullable)
                Check(property.Value, found.PropertyType, $"{where}: {property.Name}");
        }

        if (known.Values.FirstOrDefault(p => p.IsRequired && !json.TryGetProperty(p.Name, out _)) is { } missing)
            throw new SettingException($"{where}: '{missing.Name}' is missing.");
    }

    private static JsonTypeInfo Derived(JsonElement json, JsonTypeInfo info, string discriminator, string where)
    {
        var kinds = info.PolymorphismOptions!.DerivedTypes;
        var allowed = string.Join(", ", kinds.Select(d => d.TypeDiscriminator));
        if (!json.TryGetProperty(discriminator, out var chosen))
            return info.Type.IsAbstract ? throw new SettingException($"{where}: '{discriminator}' is missing; allowed: {allowed}.") : info;
        var derived = kinds.FirstOrDefault(d => d.TypeDiscriminator as string == chosen.ToString()).DerivedType;
        return ConfigReader.Options.GetTypeInfo(derived ?? throw new SettingException($"{where}: {discriminator} is '{chosen}'; allowed: {allowed}."));
    }

    private static bool Becomes(JsonElement json, Type type)
    {
        try
        {
            return json.Deserialize(type, ConfigReader.Options) is not null;
        }
        catch (Exception error) when (error is JsonException or FormatException or OverflowException)
        {
            return false;
        }
    }

    private static void Require(bool holds, JsonElement json, string allowed, string where)
    {
        if (!holds)
            throw new SettingException($"{where} is {Short(json.GetRawText())}; allowed: {allowed}.");
    }

    private static string Short(string text)
    {
        const int most = 40;
        return text.Length > most ? $"{text[..most]}..." : text;
    }

    private static string Name(Type type) => Type.GetTypeCode(type) switch
    {
        _ when type.IsEnum => string.Join(", ", Enum.GetNames(type)),
        _ when type == typeof(InitialWeights) => InitialWeights.Allowed,
        TypeCode.Boolean => "true or false",
        TypeCode.String => "a text",
        TypeCode.Double or TypeCode.Single => "a number",
        TypeCode.UInt64 or TypeCode.UInt32 or TypeCode.UInt16 or TypeCode.Byte => "a whole number, 0 or more",
        TypeCode.Int64 or TypeCode.Int32 or TypeCode.Int16 or TypeCode.SByte => "a whole number",
        _ => type.Name,
    };
}
