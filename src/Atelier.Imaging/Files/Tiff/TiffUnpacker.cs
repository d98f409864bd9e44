using System.Buffers.Binary;
using System.IO.Compression;
using Atelier.Imaging.Files.Gif;

namespace Atelier.Imaging.Files.Tiff;

/// <summary>Unpacks the strips of a TIFF file.</summary>
internal sealed class TiffUnpacker
{
    private const int None = 1, Lzw = 5, Deflate = 8, OldDeflate = 32946, PackBits = 32773;
    private readonly int _method;

    public TiffUnpacker(int method)
    {
        if (method is not (None or Lzw or Deflate or OldDeflate or PackBits))
            throw PictureFormatException.Unsupported($"TIFF with compression {method}");
        _method = method;
    }

    /// <summary>The most bytes that one stored byte can become.</summary>
    public long MostPerByte => _method switch { None => 1, PackBits => 64, Lzw => 2800, _ => 1032 };

    /// <summary>Fills <paramref name="target"/> and returns how many bytes the data gave.</summary>
    public int Unpack(ReadOnlySpan<byte> data, Span<byte> target)
    {
        switch (_method)
        {
            case Lzw:
                return new LzwReader(8, highFirst: true).Read(data, target);
            case PackBits:
                return UnpackBits(data, target);
            case None:
                var count = Math.Min(data.Length, target.Length);
                data[..count].CopyTo(target);
                return count;
            default:
                using (var zlib = new ZLibStream(new MemoryStream(data.ToArray()), CompressionMode.Decompress))
                {
                    try
                    {
                        return zlib.ReadAtLeast(target, target.Length, throwOnEndOfStream: false);
                    }
                    catch (InvalidDataException)
                    {
                        throw PictureFormatException.Damaged("the TIFF's compressed data");
                    }
                }
        }
    }

    /// <summary>Undoes the predictor: every sample was stored as the difference to its left neighbour.</summary>
    public static void Accumulate(byte[] rows, int stride, int samples, int bits, bool little)
    {
        if (bits is not (8 or 16))
            throw PictureFormatException.Unsupported($"TIFF with a predictor on {bits}-bit samples");
        var step = samples * bits / 8;
        for (var start = 0; start < rows.Length; start += stride)
        {
            for (var i = start + step; i < start + stride; i += bits / 8)
            {
                if (bits == 8)
                    rows[i] += rows[i - step];
                else if (little)
                    BinaryPrimitives.WriteUInt16LittleEndian(rows.AsSpan(i), (ushort)(BinaryPrimitives.ReadUInt16LittleEndian(rows.AsSpan(i)) + BinaryPrimitives.ReadUInt16LittleEndian(rows.AsSpan(i - step))));
                else
                    BinaryPrimitives.WriteUInt16BigEndian(rows.AsSpan(i), (ushort)(BinaryPrimitives.ReadUInt16BigEndian(rows.AsSpan(i)) + BinaryPrimitives.ReadUInt16BigEndian(rows.AsSpan(i - step))));
            }
        }
    }

    private static int UnpackBits(ReadOnlySpan<byte> data, Span<byte> target)
    {
        int from = 0, to = 0;
        while (to < target.Length && from < data.Length)
        {
            int head = (sbyte)data[from++];
            if (head == -128)
                continue;
            var count = Math.Min(Math.Abs(head) + 1, target.Length - to);
            if (head < 0)
            {
                if (from == data.Length)
                    break;
                target.Slice(to, count).Fill(data[from++]);
            }
            else
            {
                count = Math.Min(count, data.Length - from);
                data.Slice(from, count).CopyTo(target[to..]);
                from += count;
            }

            to += count;
        }

        return to;
    }
}
