using System.Buffers.Binary;

namespace Atelier.Imaging.Files.WebP;

/// <summary>One frame's coded data with its size and its place on the canvas.</summary>
internal sealed record WebPFrame(
    int X, int Y, int Width, int Height, bool HasAlpha, bool IsLossless, byte[] Alpha, byte[] Bitstream)
{
    /// <summary>Reads the size from the bitstream itself.</summary>
    /// <param name="x">Column on the canvas.</param>
    /// <param name="y">Row on the canvas.</param>
    /// <param name="alpha">The data of the chunk ALPH; empty where there is none.</param>
    /// <param name="isLossless">Whether the bitstream is VP8L, else VP8.</param>
    /// <param name="data">The bitstream.</param>
    public static WebPFrame Read(int x, int y, ReadOnlySpan<byte> alpha, bool isLossless, ReadOnlySpan<byte> data)
    {
        if (isLossless)
        {
            if (data.Length < 5 || data[0] != 0x2f)
                throw PictureFormatException.Damaged("the lossless WebP data have no proper start");
            var bits = BinaryPrimitives.ReadUInt32LittleEndian(data[1..]);
            return new WebPFrame(x, y, (int)(bits & 0x3fff) + 1, (int)(bits >> 14 & 0x3fff) + 1, (bits >> 28 & 1) != 0, true, [], data.ToArray());
        }

        if (data.Length < 10 || data[3] != 0x9d || data[4] != 1 || data[5] != 0x2a)
            throw PictureFormatException.Damaged("the lossy WebP data have no proper start");
        var width = BinaryPrimitives.ReadUInt16LittleEndian(data[6..]) & 0x3fff;
        var height = BinaryPrimitives.ReadUInt16LittleEndian(data[8..]) & 0x3fff;
        return new WebPFrame(x, y, width, height, !alpha.IsEmpty, false, alpha.ToArray(), data.ToArray());
    }

    /// <summary>The frame as a still file of its own, without metadata.</summary>
    public byte[] AsFile()
    {
        using var body = new MemoryStream();
        body.Write("WEBP"u8);
        if (Alpha.Length > 0)
        {
            WebPContainer.WriteChunk(body, "VP8X"u8, WebPContainer.Extended(0x10, Width, Height));
            WebPContainer.WriteChunk(body, "ALPH"u8, Alpha);
        }

        WebPContainer.WriteChunk(body, IsLossless ? "VP8L"u8 : "VP8 "u8, Bitstream);
        using var file = new MemoryStream();
        WebPContainer.WriteChunk(file, "RIFF"u8, body.GetBuffer().AsSpan(0, (int)body.Length));
        return file.ToArray();
    }
}
