using System.Buffers.Binary;
using System.Text;

namespace Atelier.Imaging.Files.Png;

/// <summary>Walks over the chunks of a PNG file; every length is checked before it is used.</summary>
internal ref struct PngChunks(ReadOnlySpan<byte> file)
{
    private readonly ReadOnlySpan<byte> _file = file;
    private int _next = Signature.Length;

    public static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10];

    /// <summary>The chunk IEND, which is always the same.</summary>
    public static ReadOnlySpan<byte> End => [0, 0, 0, 0, (byte)'I', (byte)'E', (byte)'N', (byte)'D', 0xae, 0x42, 0x60, 0x82];

    /// <summary>The chunk with its length, type and checksum.</summary>
    public ReadOnlySpan<byte> Whole { get; private set; }

    public readonly ReadOnlySpan<byte> Data => Whole[8..^4];

    public readonly string Type => Encoding.Latin1.GetString(Whole[4..8]);

    public readonly bool ChecksumFits => BinaryPrimitives.ReadUInt32BigEndian(Whole[^4..]) == Crc32.Of(Whole[4..^4]);

    /// <summary>Steps to the next chunk; false at the end of the file.</summary>
    public bool Next()
    {
        var rest = _file[_next..];
        if (rest.IsEmpty)
            return false;
        if (rest.Length < 12)
            throw PictureFormatException.Truncated("the PNG ends inside a chunk");
        var length = BinaryPrimitives.ReadUInt32BigEndian(rest);
        if (length > rest.Length - 12)
            throw PictureFormatException.Truncated($"a PNG chunk says {length:N0} bytes, {rest.Length - 12:N0} are left");
        Whole = rest[..((int)length + 12)];
        _next += Whole.Length;
        foreach (var letter in Whole[4..8])
        {
            if (!char.IsAsciiLetter((char)letter))
                throw PictureFormatException.Damaged("a PNG chunk has no proper name");
        }

        return true;
    }

    /// <summary>Appends a chunk to a file.</summary>
    public static void Write(Stream file, string type, ReadOnlySpan<byte> data)
    {
        var chunk = new byte[data.Length + 12];
        BinaryPrimitives.WriteInt32BigEndian(chunk, data.Length);
        Encoding.Latin1.GetBytes(type, chunk.AsSpan(4));
        data.CopyTo(chunk.AsSpan(8));
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(data.Length + 8), Crc32.Of(chunk.AsSpan(4, data.Length + 4)));
        file.Write(chunk);
    }
}
