using System.Text.Json;

namespace Atelier.Torch.Safetensors;

/// <summary>Reads one tensor description of a header: <c>{"dtype": .., "shape": [..], "data_offsets": [begin, end]}</c>.</summary>
internal static class SafetensorsEntryReader
{
    /// <summary>Reads the value that <paramref name="reader"/> stands on.</summary>
    /// <param name="reader">On the first token of the value; afterwards on its last.</param>
    /// <param name="name">The tensor's name, for messages.</param>
    /// <param name="dataStart">The first byte of the data in the file.</param>
    public static SafetensorsEntry Read(ref Utf8JsonReader reader, string name, long dataStart)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
            throw new SafetensorsException($"tensor '{name}' is described by a {reader.TokenType}; an object is required");

        SafetensorsType? type = null;
        long[]? shape = null;
        long[]? offsets = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var field = reader.GetString()!;
            reader.Read();
            var twice = false;
            switch (field)
            {
                case "dtype":
                    twice = type is not null;
                    type = ReadType(ref reader, name);
                    break;
                case "shape":
                    twice = shape is not null;
                    shape = ReadNumbers(ref reader, name, field);
                    break;
                case "data_offsets":
                    twice = offsets is not null;
                    offsets = ReadNumbers(ref reader, name, field);
                    break;
                default:
                    reader.Skip();
                    break;
            }

            if (twice)
                throw new SafetensorsException($"tensor '{name}' has '{field}' twice");
        }

        var bytes = ByteLength(name, type ?? throw Missing(name, "dtype"), shape ?? throw Missing(name, "shape"));
        if (offsets is null)
            throw Missing(name, "data_offsets");
        if (offsets.Length != 2)
            throw new SafetensorsException($"tensor '{name}' has {offsets.Length} data_offsets; two are required");
        if (offsets[0] > offsets[1])
            throw new SafetensorsException($"tensor '{name}' begins at {offsets[0]}, after its end {offsets[1]}");
        if (offsets[1] - offsets[0] != bytes)
        {
            throw new SafetensorsException(
                $"tensor '{name}' of {type.Value.HeaderName()} [{string.Join(", ", shape)}] needs {bytes} bytes, its data_offsets give {offsets[1] - offsets[0]}");
        }

        if (offsets[1] > long.MaxValue - dataStart)
            throw new SafetensorsException($"tensor '{name}' ends at {offsets[1]}, past any file");
        return new SafetensorsEntry(name, type.Value, shape, dataStart + offsets[0], bytes);
    }

    // Checked from left to right as the reference does: a zero later on does not excuse an overflow before it.
    private static long ByteLength(string name, SafetensorsType type, long[] shape)
    {
        try
        {
            long count = 1;
            foreach (var size in shape)
                count = checked(count * size);
            return checked(count * type.Size());
        }
        catch (OverflowException error)
        {
            throw new SafetensorsException($"tensor '{name}' of shape [{string.Join(", ", shape)}] has more bytes than 64 bits can count", error);
        }
    }

    private static SafetensorsType ReadType(ref Utf8JsonReader reader, string name)
    {
        var text = reader.TokenType == JsonTokenType.String ? reader.GetString()! : reader.TokenType.ToString();
        return SafetensorsTypeExtensions.TryParse(text, out var type)
            ? type
            : throw new SafetensorsException($"tensor '{name}' has dtype '{text}'; known are {SafetensorsTypeExtensions.AllNames}");
    }

    private static long[] ReadNumbers(ref Utf8JsonReader reader, string name, string field)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
            throw new SafetensorsException($"tensor '{name}' has a {reader.TokenType} as '{field}'; a list of whole numbers is required");

        var numbers = new List<long>(4);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.Number || !reader.TryGetUInt64(out var number) || number > long.MaxValue)
                throw new SafetensorsException($"tensor '{name}' has a '{field}' entry that is not a whole number from 0 to {long.MaxValue}");
            numbers.Add((long)number);
        }

        return [.. numbers];
    }

    private static SafetensorsException Missing(string name, string field) => new($"tensor '{name}' has no '{field}'");
}
