using System.Text.Json;
using System.Text.Json.Serialization;

namespace Atelier.Models.Configs;

/// <summary>A config value that is one for all blocks or a list with one for each.</summary>
/// <typeparam name="T">The value.</typeparam>
[JsonConverter(typeof(PerBlockConverter))]
public sealed class PerBlock<T>
{
    private readonly T[] _values;
    private readonly bool _isList;

    private PerBlock(T[] values, bool isList) => (_values, _isList) = (values, isList);

    /// <summary>True where each block has its own value.</summary>
    public bool IsList => _isList;

    /// <summary>Number of values of a list.</summary>
    public int Count => _values.Length;

    /// <summary>The value of a block.</summary>
    /// <exception cref="ConfigException">The list is shorter.</exception>
    public T this[int block] => !_isList ? _values[0]
        : block < _values.Length ? _values[block]
        : throw new ConfigException($"A list of {_values.Length} values was read for block {block}.");

    /// <summary>The last value of a list, or the only one.</summary>
    public T Last => _values[^1];

    /// <summary>One value for all.</summary>
    public static implicit operator PerBlock<T>(T value) => new([value], false);

    /// <summary>One value for each block.</summary>
    public static PerBlock<T> Each(params T[] values) => new(values, true);

    internal static PerBlock<T> Read(ref Utf8JsonReader reader, JsonSerializerOptions options)
    {
        // A list whose items are lists themselves is one for each block; else a scalar is one for all.
        if (reader.TokenType != JsonTokenType.StartArray)
            return new([Value(ref reader, options)], false);
        var values = new List<T>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            values.Add(Value(ref reader, options));
        return values.Count > 0 ? new([.. values], true) : throw new JsonException("A list with one value for each block is empty.");
    }

    private static T Value(ref Utf8JsonReader reader, JsonSerializerOptions options) =>
        JsonSerializer.Deserialize<T>(ref reader, options) ?? throw new JsonException("A value for a block is null.");
}
