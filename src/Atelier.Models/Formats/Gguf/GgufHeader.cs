using System.Numerics;

namespace Atelier.Models.Formats.Gguf;

/// <summary>Everything before the data: metadata and tensor descriptions, proved to lie within the file without sharing bytes.</summary>
/// <remarks>Format: https://github.com/ggml-org/ggml (docs/gguf.md), versions 2 and 3, little-endian.</remarks>
internal sealed class GgufHeader
{
    private const int LongestKey = 65535, LongestName = 128, MostDimensions = 4;
    private const string AlignmentKey = "general.alignment";

    private readonly Dictionary<string, object> _metadata = [];
    private readonly Dictionary<string, GgufEntry> _entries = [];

    private GgufHeader()
    {
    }

    public IReadOnlyDictionary<string, object> Metadata => _metadata;

    public IReadOnlyDictionary<string, GgufEntry> Entries => _entries;

    public uint Version { get; private set; }

    public uint Alignment { get; private set; } = 32;

    /// <summary>Parses the start of a file.</summary>
    /// <param name="start">The file's first bytes, the whole header among them.</param>
    /// <param name="fileLength">Bytes of the whole file.</param>
    /// <exception cref="GgufException">The content breaks a rule of the format.</exception>
    public static GgufHeader Parse(ReadOnlySpan<byte> start, long fileLength)
    {
        var header = new GgufHeader();
        var cursor = new GgufCursor(start);
        if (!cursor.Take(4, "the magic").SequenceEqual("GGUF"u8))
            throw new GgufException("the file does not begin with GGUF");
        header.Version = cursor.UInt32("the version");
        if (header.Version is not (2 or 3))
            throw new GgufException($"version {header.Version} is not supported; 2 and 3 are (little-endian)");

        // A tensor takes at least 8 + 1 + 4 + 4 + 8 bytes, a metadata entry 8 + 1 + 4 + 1.
        var tensors = cursor.Count(25, "the number of tensors");
        var entries = cursor.Count(14, "the number of metadata entries");
        for (var i = 0; i < entries; i++)
        {
            var key = cursor.Text($"metadata key {i}", LongestKey);
            if (key.Length == 0)
                throw new GgufException($"metadata key {i} is empty");
            if (!header._metadata.TryAdd(key, GgufValues.Read(ref cursor, key)))
                throw new GgufException($"the metadata key '{key}' appears twice");
        }

        header.ReadAlignment();
        for (var i = 0; i < tensors; i++)
            header.ReadTensor(ref cursor, i);
        header.Place(cursor.Position, fileLength);
        return header;
    }

    private void ReadAlignment()
    {
        if (!_metadata.TryGetValue(AlignmentKey, out var value))
            return;
        Alignment = value is uint alignment && BitOperations.IsPow2(alignment)
            ? alignment
            : throw new GgufException($"{AlignmentKey} is {value} ({value.GetType().Name}); a 32-bit power of two is required");
    }

    private void ReadTensor(ref GgufCursor cursor, int index)
    {
        var name = cursor.Text($"the name of tensor {index}", LongestName);
        if (name.Length == 0)
            throw new GgufException($"tensor {index} has no name");
        var dimensions = cursor.UInt32($"the dimensions of '{name}'");
        if (dimensions > MostDimensions)
            throw new GgufException($"tensor '{name}' has {dimensions} dimensions; at most {MostDimensions} are allowed");
        var shape = new long[dimensions];
        for (var i = shape.Length - 1; i >= 0; i--)
        {
            var size = cursor.UInt64($"a dimension of '{name}'");
            shape[i] = size <= long.MaxValue ? (long)size : throw new GgufException($"tensor '{name}' has a dimension of {size}");
        }

        var code = cursor.UInt32($"the type of '{name}'");
        var type = (GgufType)code;
        if (code > int.MaxValue || !Enum.IsDefined(type))
            throw new GgufException($"tensor '{name}' has the type {code}; supported are {string.Join(' ', Enum.GetNames<GgufType>())}");
        var offset = cursor.UInt64($"the offset of '{name}'");
        if (offset > long.MaxValue || offset % Alignment != 0)
            throw new GgufException($"tensor '{name}' starts at byte {offset} of the data, which is no multiple of {Alignment}");

        long bytes;
        try
        {
            bytes = type.ByteLength(shape);
        }
        catch (Exception error) when (error is ArgumentException or OverflowException)
        {
            throw new GgufException($"tensor '{name}' of {type} [{string.Join(", ", shape)}]: {error.Message}", error);
        }

        // Counted from the data section until its place is known.
        if (!_entries.TryAdd(name, new GgufEntry(name, type, shape, (long)offset, bytes)))
            throw new GgufException($"the tensor '{name}' appears twice");
    }

    private void Place(long headerLength, long fileLength)
    {
        var dataStart = (headerLength + Alignment - 1) / Alignment * Alignment;
        long free = 0;
        foreach (var entry in _entries.Values.OrderBy(entry => entry.Offset).ThenBy(entry => entry.ByteLength).ToArray())
        {
            if (entry.Offset < free)
                throw new GgufException($"tensor '{entry.Name}' starts at byte {entry.Offset} of the data, inside the tensor before it");
            if (entry.Offset > fileLength - dataStart || entry.ByteLength > fileLength - dataStart - entry.Offset)
            {
                throw new GgufException(
                    $"tensor '{entry.Name}' needs bytes {entry.Offset} to {(UInt128)entry.Offset + (UInt128)entry.ByteLength} of the data, which has {Math.Max(0, fileLength - dataStart)}");
            }

            free = entry.Offset + entry.ByteLength;
            _entries[entry.Name] = entry with { Offset = dataStart + entry.Offset };
        }
    }
}
