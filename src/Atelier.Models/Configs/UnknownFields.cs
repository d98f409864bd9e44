using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using Atelier.Torch.Verification;

namespace Atelier.Models.Configs;

/// <summary>Fields of a config that its record has no place for.</summary>
internal static class UnknownFields
{
    // They tell how a network is trained, begun or stored, and say nothing about what it answers; so do all that begin with an underscore.
    private static readonly string[] Harmless =
    [
        "dropout", "initializer", "init_", "dtype", "architectures", "model_type",
        "transformers_version", "gradient_checkpointing", "use_cache", "output_tolerance", "drop_path_rate", "token_id", "force_upcast",
        // How large pictures or position tables are as a rule.
        "sample_size", "sample_height", "sample_width", "axes_lens",
    ];

    /// <summary>Full names of unknown fields that have a value: absent, null, false and empty ones change nothing.</summary>
    /// <param name="json">The config.</param>
    /// <param name="types">Records that read it.</param>
    public static IEnumerable<string> Of(JsonElement json, params Type[] types)
    {
        var known = types.SelectMany(t => t.GetProperties(BindingFlags.Public | BindingFlags.Instance)).ToLookup(FieldName);
        foreach (var field in json.EnumerateObject())
        {
            if (known[field.Name].FirstOrDefault() is not { } property)
            {
                if (CaseFields.Says(field.Value) && !field.Name.StartsWith('_') && !Harmless.Any(h => field.Name.Contains(h, StringComparison.Ordinal)))
                    yield return field.Name;
                continue;
            }

            if (field.Value.ValueKind != JsonValueKind.Object || !IsRecord(property.PropertyType))
                continue;
            foreach (var inner in Of(field.Value, property.PropertyType))
                yield return $"{field.Name}.{inner}";
        }
    }

    private static string FieldName(PropertyInfo property) =>
        property.GetCustomAttribute<JsonPropertyNameAttribute>()?.Name ?? JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name);

    private static bool IsRecord(Type type) =>
        type.Namespace?.StartsWith("Atelier", StringComparison.Ordinal) == true && type.IsClass && type.GetCustomAttribute<JsonConverterAttribute>() is null;
}
