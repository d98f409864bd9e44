using System.Buffers.Binary;
using System.Text.Json;
using System.Text.Unicode;

namespace Atelier.Torch.Safetensors;

/// <summary>The header of a file: parsed and proved to cover the data exactly once.</summary>
internal sealed class SafetensorsHeader
{
    /// <summary>The longest header that the format allows, in bytes.</summary>
    public const int MaxLength = 100_000_000;

    private static readonly JsonReaderOptions Json = new() { MaxDepth = 4 };

    private readonly Dictionary<string, SafetensorsEntry> _entries = [];

    private SafetensorsHeader()
    {
    }

    public IReadOnlyDictionary<string, SafetensorsEntry> Entries => _entries;

    public IReadOnlyDictionary<string, string> Metadata { get; private set; } = new Dictionary<string, string>();

    /// <summary>How many bytes of the file's start <see cref="Parse"/> needs: the length field and the header.</summary>
    /// <param name="start">The first bytes of the file, at least 8 where it has them.</param>
    /// <param name="fileLength">Bytes of the whole file.</param>
    public static int Measure(ReadOnlySpan<byte> start, long fileLength)
    {
        if (fileLength < 8 || start.Length < 8)
            throw new SafetensorsException($"the file has {fileLength} bytes; a safetensors file has at least 8");
        var length = BinaryPrimitives.ReadUInt64LittleEndian(start);
        if (length > MaxLength)
            throw new SafetensorsException($"the header is said to have {length} bytes; at most {MaxLength} are allowed, so this is hardly a safetensors file");
        if (8 + (long)length > fileLength)
            throw new SafetensorsException($"the header is said to have {length} bytes, but the file has only {fileLength - 8} after the length");
        return 8 + (int)length;
    }

    /// <summary>Parses the start of a file and checks it against the file's length.</summary>
    /// <param name="start">At least the <see cref="Measure"/> first bytes.</param>
    /// <param name="fileLength">Bytes of the whole file.</param>
    /// <exception cref="SafetensorsException">The header breaks a rule of the format.</exception>
    public static SafetensorsHeader Parse(ReadOnlySpan<byte> start, long fileLength)
    {
        var dataStart = Measure(start, fileLength);
        var text = start[8..dataStart];
        if (!Utf8.IsValid(text))
            throw new SafetensorsException("the header is not UTF-8");

        var header = new SafetensorsHeader();
        try
        {
            header.ReadObject(text, dataStart);
        }
        // The reader's own text names line and position; InvalidOperationException is a lone surrogate in an escape.
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            throw new SafetensorsException($"the header is not valid JSON: {error.Message}", error);
        }

        header.CheckCover(dataStart, fileLength);
        return header;
    }

    private void ReadObject(ReadOnlySpan<byte> text, long dataStart)
    {
        var reader = new Utf8JsonReader(text, Json);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            throw new SafetensorsException("the header is not a JSON object");

        var sawMetadata = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            reader.Read();
            if (name == "__metadata__")
            {
                if (sawMetadata)
                    throw new SafetensorsException("__metadata__ appears twice");
                sawMetadata = true;
                ReadMetadata(ref reader);
            }
            else if (!_entries.TryAdd(name, SafetensorsEntryReader.Read(ref reader, name, dataStart)))
            {
                throw new SafetensorsException($"tensor '{name}' appears twice");
            }
        }

        // Fails on anything but white space after the object.
        reader.Read();
    }

    private void ReadMetadata(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.Null)
            return;
        if (reader.TokenType != JsonTokenType.StartObject)
            throw new SafetensorsException($"__metadata__ is a {reader.TokenType}; an object of strings is required");

        var metadata = new Dictionary<string, string>();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var key = reader.GetString()!;
            reader.Read();
            if (reader.TokenType != JsonTokenType.String)
                throw new SafetensorsException($"__metadata__ entry '{key}' is a {reader.TokenType}; a string is required");
            if (!metadata.TryAdd(key, reader.GetString()!))
                throw new SafetensorsException($"__metadata__ entry '{key}' appears twice");
        }

        Metadata = metadata;
    }

    // Every byte of the data belongs to exactly one tensor: no hole, no overlap, nothing after the last.
    private void CheckCover(long dataStart, long fileLength)
    {
        var position = dataStart;
        foreach (var entry in _entries.Values.OrderBy(entry => entry.Offset).ThenBy(entry => entry.ByteLength))
        {
            if (entry.Offset != position)
            {
                throw new SafetensorsException(
                    $"tensor '{entry.Name}' starts at byte {entry.Offset - dataStart} of the data where {position - dataStart} is due " +
                    "(holes and overlaps are not allowed)");
            }

            position += entry.ByteLength;
            if (position > fileLength)
                throw new SafetensorsException($"tensor '{entry.Name}' ends {position - fileLength} bytes after the end of the file");
        }

        if (position != fileLength)
            throw new SafetensorsException($"{fileLength - position} bytes after the last tensor belong to none");
    }
}
