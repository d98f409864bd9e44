using System.Numerics;
using System.Text;

namespace Atelier.Models.Formats.Gguf;

/// <summary>Writes GGUF files of version 3, to a temporary file that is then renamed.</summary>
public static class GgufWriter
{
    private const int LongestName = 128, MostDimensions = 4;

    /// <summary>Writes to a temporary file beside <paramref name="path"/>, flushes it to disk and renames it.</summary>
    /// <param name="path">The file to create or replace; its folder must exist.</param>
    /// <param name="metadata">Values as <see cref="GgufFile.Metadata"/> gives them; <c>general.alignment</c> (uint) is followed.</param>
    /// <param name="tensors">In the order of the file; each is asked for its bytes once.</param>
    /// <exception cref="ArgumentException">A name, shape or value cannot be stored, or a source wrote a wrong number of bytes.</exception>
    public static void Write(string path, IReadOnlyDictionary<string, object> metadata, IReadOnlyList<GgufSource> tensors)
    {
        var temporary = $"{path}.{Guid.NewGuid():N}.tmp";
        try
        {
            using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 1 << 20))
            {
                Write(stream, metadata, tensors);
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

    /// <summary>Writes a file to a stream that stands at its beginning.</summary>
    /// <inheritdoc cref="Write(string, IReadOnlyDictionary{string, object}, IReadOnlyList{GgufSource})"/>
    public static void Write(Stream stream, IReadOnlyDictionary<string, object> metadata, IReadOnlyList<GgufSource> tensors)
    {
        var alignment = metadata.TryGetValue("general.alignment", out var given) ? given as uint? ?? 0 : 32;
        if (!BitOperations.IsPow2(alignment))
            throw new ArgumentException($"general.alignment is {given}; a uint power of two is required", nameof(metadata));
        Check(tensors);

        using var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true);
        writer.Write("GGUF"u8);
        writer.Write(3u);
        writer.Write((ulong)tensors.Count);
        writer.Write((ulong)metadata.Count);
        foreach (var (key, value) in metadata)
        {
            GgufValues.WriteText(writer, key);
            GgufValues.Write(writer, value, key);
        }

        long offset = 0;
        foreach (var tensor in tensors)
        {
            GgufValues.WriteText(writer, tensor.Name);
            writer.Write((uint)tensor.Shape.Length);
            foreach (var size in tensor.Shape.Reverse())
                writer.Write((ulong)size);
            writer.Write((uint)tensor.Type);
            writer.Write((ulong)offset);
            offset = Aligned(offset + tensor.Type.ByteLength(tensor.Shape), alignment);
        }

        foreach (var tensor in tensors)
        {
            Pad(writer, alignment);
            var start = stream.Position;
            tensor.Write(stream);
            var (written, due) = (stream.Position - start, tensor.Type.ByteLength(tensor.Shape));
            if (written != due)
                throw new ArgumentException($"tensor '{tensor.Name}' wrote {written} bytes, its shape and type need {due}", nameof(tensors));
        }

        Pad(writer, alignment);
    }

    private static void Check(IReadOnlyList<GgufSource> tensors)
    {
        var names = new HashSet<string>();
        foreach (var tensor in tensors)
        {
            if (tensor.Name.Length == 0 || Encoding.UTF8.GetByteCount(tensor.Name) > LongestName || !names.Add(tensor.Name))
                throw new ArgumentException($"tensor name '{tensor.Name}' is empty, longer than {LongestName} bytes or used twice", nameof(tensors));
            if (tensor.Shape.Length > MostDimensions)
                throw new ArgumentException($"tensor '{tensor.Name}' has {tensor.Shape.Length} dimensions; at most {MostDimensions} are allowed", nameof(tensors));
        }
    }

    private static long Aligned(long offset, uint alignment) => (offset + alignment - 1) / alignment * alignment;

    private static void Pad(BinaryWriter writer, uint alignment)
    {
        writer.Flush();
        var position = writer.BaseStream.Position;
        writer.Write(new byte[Aligned(position, alignment) - position]);
        writer.Flush();
    }
}
