using System.Text.Json;
using System.Text.Json.Serialization;

namespace Atelier.Systems.OminiControl2.Adapters;

/// <summary>Writes the members of an enumeration as they are spelt, in small letters and with underscores between words.</summary>
public sealed class LowerCaseEnum<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false)
    where T : struct, Enum;
