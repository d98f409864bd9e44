using System.Buffers.Binary;
using System.Numerics;

namespace Atelier.Imaging.Files.Bmp;

/// <summary>Reads uncompressed Windows bitmaps: 1, 4, 8, 16, 24 and 32 bits a pixel, with or without colour masks.</summary>
internal static class BmpReader
{
    private const int FileHead = 14;
    private static readonly string[] Compressions = ["none", "run lengths of 8 bits", "run lengths of 4 bits", "masks", "JPEG", "PNG"];

    public static bool Knows(ReadOnlySpan<byte> file) => file.StartsWith("BM"u8);

    public static StoredPicture Read(ReadOnlySpan<byte> file, LoadOptions options)
    {
        var header = BmpHeader.Read(file, options);
        var (width, height) = (header.Width, header.Height);
        var stride = (((long)width * header.Bits) + 31) / 32 * 4;
        if (header.PixelOffset < FileHead || header.PixelOffset + (stride * height) > file.Length)
            throw PictureFormatException.Truncated($"the BMP needs {stride * height:N0} bytes of pixels, fewer are there");
        var picture = new Picture(width, height, header.Masks[3] != 0 ? 4 : 3);
        for (var y = 0; y < height; y++)
        {
            var line = header.TopDown ? y : height - 1 - y;
            var from = file.Slice((int)(header.PixelOffset + (stride * line)), (int)stride);
            if (header.Bits <= 8)
                ReadIndices(from, picture.Row(y), header);
            else if (header.Bits == 24)
                ReadTriples(from, picture.Row(y));
            else
                ReadMasked(from, picture.Row(y), header, picture.Channels);
        }

        return new StoredPicture(PictureFormat.Bmp, picture);
    }

    public static string CompressionName(uint number) => number < Compressions.Length ? Compressions[number] : $"method {number}";

    private static void ReadIndices(ReadOnlySpan<byte> from, Span<byte> to, BmpHeader header)
    {
        var perByte = 8 / header.Bits;
        for (var x = 0; x < to.Length / 3; x++)
        {
            var shift = 8 - (header.Bits * ((x % perByte) + 1));
            var index = from[x / perByte] >> shift & ((1 << header.Bits) - 1);
            if (index >= header.Palette.Length / 3)
                throw PictureFormatException.Damaged($"BMP colour {index} lies outside the palette of {header.Palette.Length / 3}");
            header.Palette.AsSpan(index * 3, 3).CopyTo(to[(x * 3)..]);
        }
    }

    private static void ReadTriples(ReadOnlySpan<byte> from, Span<byte> to)
    {
        for (var i = 0; i + 2 < to.Length; i += 3)
            (to[i], to[i + 1], to[i + 2]) = (from[i + 2], from[i + 1], from[i]);
    }

    private static void ReadMasked(ReadOnlySpan<byte> from, Span<byte> to, BmpHeader header, int channels)
    {
        var size = header.Bits / 8;
        for (var x = 0; x < to.Length / channels; x++)
        {
            var value = size == 2
                ? BinaryPrimitives.ReadUInt16LittleEndian(from[(x * 2)..])
                : BinaryPrimitives.ReadUInt32LittleEndian(from[(x * 4)..]);
            for (var c = 0; c < channels; c++)
            {
                var mask = header.Masks[c];
                var most = mask >> BitOperations.TrailingZeroCount(mask);
                to[(x * channels) + c] = mask == 0 ? (byte)0 : (byte)((((ulong)((value & mask) >> BitOperations.TrailingZeroCount(mask)) * 255) + (most / 2)) / most);
            }
        }
    }
}
