using System.Buffers.Binary;

namespace Atelier.Imaging.Files.Bmp;

/// <summary>Writes uncompressed bitmaps: 24 bits, or 32 with a V4 header where the picture has alpha.</summary>
internal static class BmpWriter
{
    private const int FileHead = 14;

    public static byte[] Write(Picture picture)
    {
        picture = picture.WithColour();
        var alpha = picture.Channels == 4;
        var headerSize = alpha ? 108 : 40;
        var stride = ((picture.Width * picture.Channels) + 3) & ~3;
        var file = new byte[checked(FileHead + headerSize + (stride * picture.Height))];
        "BM"u8.CopyTo(file);
        Span<byte> header = file.AsSpan(FileHead);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(2), file.Length);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(10), FileHead + headerSize);
        BinaryPrimitives.WriteInt32LittleEndian(header, headerSize);
        BinaryPrimitives.WriteInt32LittleEndian(header[4..], picture.Width);
        BinaryPrimitives.WriteInt32LittleEndian(header[8..], picture.Height);
        BinaryPrimitives.WriteInt16LittleEndian(header[12..], 1);
        BinaryPrimitives.WriteInt16LittleEndian(header[14..], (short)(picture.Channels * 8));
        BinaryPrimitives.WriteInt32LittleEndian(header[20..], stride * picture.Height);
        if (alpha)
        {
            header[16] = 3;
            ReadOnlySpan<uint> masks = [0xff0000, 0xff00, 0xff, 0xff000000];
            for (var i = 0; i < 4; i++)
                BinaryPrimitives.WriteUInt32LittleEndian(header[(40 + (i * 4))..], masks[i]);
            "BGRs"u8.CopyTo(header[56..]); // LCS_sRGB, little-endian
        }

        for (var y = 0; y < picture.Height; y++)
        {
            var from = picture.Row(picture.Height - 1 - y);
            var to = file.AsSpan(FileHead + headerSize + (y * stride));
            for (var i = 0; i < from.Length; i += picture.Channels)
            {
                (to[i], to[i + 1], to[i + 2]) = (from[i + 2], from[i + 1], from[i]);
                if (alpha)
                    to[i + 3] = from[i + 3];
            }
        }

        return file;
    }
}
