using System.Buffers.Binary;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Atelier.Torch.Safetensors;

/// <summary>Writes safetensors files: tensors sorted as the reference does, header padded to 8 bytes, never over an open file.</summary>
public static class SafetensorsWriter
{
    private static readonly JsonWriterOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes to a temporary file beside <paramref name="path"/>, flushes it to disk and renames it.</summary>
    /// <param name="path">The file to create or replace; its folder must exist.</param>
    /// <param name="tensors">Names must differ; each source is asked for its bytes once, one after the other.</param>
    /// <param name="metadata">Strings for <c>__metadata__</c>.</param>
    /// <exception cref="ArgumentException">A name appears twice or is reserved, a size is negative, or a source wrote a wrong number of bytes.</exception>
    public static void Write(string path, IEnumerable<SafetensorsSource> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        var temporary = $"{path}.{Guid.NewGuid():N}.tmp";
        try
        {
            using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 20))
            {
                Write(stream, tensors, metadata);
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    /// <summary>Writes a file to a stream that can tell its position.</summary>
    /// <param name="stream">Written from its current position on.</param>
    /// <param name="tensors">Names must differ.</param>
    /// <param name="metadata">Strings for <c>__metadata__</c>.</param>
    /// <exception cref="ArgumentException">As for the path overload.</exception>
    public static void Write(Stream stream, IEnumerable<SafetensorsSource> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        // Widest elements first, so that every tensor is aligned to its element.
        var sorted = tensors.OrderByDescending(tensor => tensor.Type).ThenBy(tensor => tensor.Name, StringComparer.Ordinal).ToArray();
        Check(sorted);

        var header = Header(sorted, metadata);
        Span<byte> length = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
        stream.Write(length);
        stream.Write(header);

        foreach (var tensor in sorted)
        {
            var start = stream.Position;
            tensor.Write(stream);
            var written = stream.Position - start;
            if (written != tensor.ByteLength)
                throw new ArgumentException($"tensor '{tensor.Name}' wrote {written} bytes, its shape and type need {tensor.ByteLength}", nameof(tensors));
        }
    }

    private static void Check(SafetensorsSource[] tensors)
    {
        var names = new HashSet<string> { "__metadata__" };
        foreach (var tensor in tensors)
        {
            if (!names.Add(tensor.Name))
                throw new ArgumentException($"tensor name '{tensor.Name}' is reserved or appears twice", nameof(tensors));
            if (tensor.Shape.Any(size => size < 0))
                throw new ArgumentException($"tensor '{tensor.Name}' has a negative size in [{string.Join(", ", tensor.Shape)}]", nameof(tensors));
        }
    }

    private static byte[] Header(SafetensorsSource[] tensors, IReadOnlyDictionary<string, string>? metadata)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Json))
        {
            json.WriteStartObject();
            if (metadata is { Count: > 0 })
            {
                json.WriteStartObject("__metadata__");
                foreach (var (key, value) in metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal))
                    json.WriteString(key, value);
                json.WriteEndObject();
            }

            long offset = 0;
            foreach (var tensor in tensors)
            {
                json.WriteStartObject(tensor.Name);
                json.WriteString("dtype", tensor.Type.HeaderName());
                WriteNumbers(json, "shape", tensor.Shape);
                WriteNumbers(json, "data_offsets", [offset, offset += tensor.ByteLength]);
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        while (buffer.Length % 8 != 0)
            buffer.WriteByte((byte)' ');
        return buffer.Length <= SafetensorsHeader.MaxLength
            ? buffer.ToArray()
            : throw new ArgumentException($"the header has {buffer.Length} bytes; at most {SafetensorsHeader.MaxLength} are allowed", nameof(tensors));
    }

    private static void WriteNumbers(Utf8JsonWriter json, string name, long[] numbers)
    {
        json.WriteStartArray(name);
        foreach (var number in numbers)
            json.WriteNumberValue(number);
        json.WriteEndArray();
    }
}
