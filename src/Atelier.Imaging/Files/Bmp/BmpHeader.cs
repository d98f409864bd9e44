using System.Buffers.Binary;

namespace Atelier.Imaging.Files.Bmp;

/// <summary>The checked fields of a bitmap's two headers.</summary>
/// <param name="Width">Columns.</param>
/// <param name="Height">Rows.</param>
/// <param name="TopDown">Whether the first stored row is the top one.</param>
/// <param name="Bits">Bits a pixel.</param>
/// <param name="PixelOffset">Where the rows begin.</param>
/// <param name="Masks">The bits of red, green, blue, alpha; alpha 0 where there is none.</param>
/// <param name="Palette">RGB triples.</param>
internal sealed record BmpHeader(int Width, int Height, bool TopDown, int Bits, long PixelOffset, uint[] Masks, byte[] Palette)
{
    private const int FileHead = 14, CoreSize = 12, InfoSize = 40;

    public static BmpHeader Read(ReadOnlySpan<byte> file, LoadOptions options)
    {
        if (file.Length < FileHead + CoreSize)
            throw PictureFormatException.Truncated("the BMP ends inside its header");
        var size = BinaryPrimitives.ReadUInt32LittleEndian(file[FileHead..]);
        if (size is not CoreSize and (< InfoSize or > 256))
            throw PictureFormatException.Damaged($"the BMP says a header of {size} bytes");
        if (file.Length < FileHead + (int)size)
            throw PictureFormatException.Truncated("the BMP ends inside its header");
        var header = file.Slice(FileHead, (int)size);
        var core = size == CoreSize;
        long width = core ? BinaryPrimitives.ReadUInt16LittleEndian(header[4..]) : BinaryPrimitives.ReadInt32LittleEndian(header[4..]);
        long height = core ? BinaryPrimitives.ReadUInt16LittleEndian(header[6..]) : BinaryPrimitives.ReadInt32LittleEndian(header[8..]);
        var topDown = height < 0;
        if (width < 0)
            throw PictureFormatException.Damaged($"the BMP says a width of {width}");
        options.CheckSize(width, Math.Abs(height));
        int bits = BinaryPrimitives.ReadUInt16LittleEndian(header[(core ? 10 : 14)..]);
        var compression = core ? 0 : BinaryPrimitives.ReadUInt32LittleEndian(header[16..]);
        if (bits is not (1 or 4 or 8 or 16 or 24 or 32))
            throw PictureFormatException.Damaged($"the BMP says a bit depth of {bits}; it is 1, 4, 8, 16, 24 or 32");
        var masked = compression is 3 or 6 && bits is 16 or 32;
        if (compression != 0 && !masked)
            throw PictureFormatException.Unsupported($"BMP with compression by {BmpReader.CompressionName(compression)}");
        var (masks, maskBytes) = ReadMasks(file, header, bits, masked, compression == 6);
        var palette = bits <= 8 ? ReadPalette(file, header, FileHead + (int)size + maskBytes, bits, core) : [];
        return new BmpHeader(
            (int)width, (int)Math.Abs(height), topDown, bits, BinaryPrimitives.ReadUInt32LittleEndian(file[10..]), masks, palette);
    }

    private static (uint[] Masks, int BytesBehindHeader) ReadMasks(
        ReadOnlySpan<byte> file, ReadOnlySpan<byte> header, int bits, bool masked, bool withAlpha)
    {
        if (!masked)
            return (bits == 16 ? [0x7c00, 0x3e0, 0x1f, 0] : [0xff0000, 0xff00, 0xff, 0], 0);
        var behind = header.Length == InfoSize ? (withAlpha ? 16 : 12) : 0;
        var source = behind > 0 ? file[(FileHead + InfoSize)..] : header[InfoSize..];
        var count = behind > 0 ? behind / 4 : header.Length >= 56 ? 4 : 3;
        if (source.Length < count * 4)
            throw PictureFormatException.Truncated("the BMP ends inside its colour masks");
        var masks = new uint[4];
        for (var i = 0; i < count; i++)
        {
            masks[i] = BinaryPrimitives.ReadUInt32LittleEndian(source[(i * 4)..]);
            if (bits == 16)
                masks[i] &= 0xffff;
        }

        return (masks, behind);
    }

    private static byte[] ReadPalette(ReadOnlySpan<byte> file, ReadOnlySpan<byte> header, int at, int bits, bool core)
    {
        var entry = core ? 3 : 4;
        var said = core ? 0 : BinaryPrimitives.ReadUInt32LittleEndian(header[32..]);
        if (said > 1u << bits)
            throw PictureFormatException.Damaged($"the BMP says a palette of {said:N0} colours for {bits}-bit indices");
        var count = Math.Min(said == 0 ? 1 << bits : (int)said, (file.Length - at) / entry);
        if (count <= 0)
            throw PictureFormatException.Missing("the BMP's palette");
        var palette = new byte[count * 3];
        for (var i = 0; i < count; i++)
        {
            var colour = file.Slice(at + (i * entry), 3);
            (palette[i * 3], palette[(i * 3) + 1], palette[(i * 3) + 2]) = (colour[2], colour[1], colour[0]);
        }

        return palette;
    }
}
