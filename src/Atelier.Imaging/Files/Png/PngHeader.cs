using System.Buffers.Binary;

namespace Atelier.Imaging.Files.Png;

/// <summary>The checked fields of IHDR.</summary>
internal sealed record PngHeader(int Width, int Height, int Depth, int ColourType, bool Interlaced)
{
    private const int Grey = 0, Rgb = 2, Palette = 3, GreyAlpha = 4, Rgba = 6;

    public bool HasPalette => ColourType == Palette;

    /// <summary>Whether a tRNS chunk has a meaning for this kind.</summary>
    public bool MayHaveTransparency => ColourType is Grey or Rgb or Palette;

    /// <summary>Bits of a decoded sample: 16 stays 16, everything below becomes 8.</summary>
    public int DecodedBits => Depth == 16 ? 16 : 8;

    /// <summary>Bytes of the packed rows with their filter bytes, before compression.</summary>
    public long PackedBytes => Height * (1 + (((long)Width * Depth * StoredChannels) + 7) / 8);

    private int StoredChannels => ColourType switch { Grey or Palette => 1, GreyAlpha => 2, Rgb => 3, _ => 4 };

    public int DecodedChannels(bool transparency) => ColourType switch
    {
        Grey => transparency ? 2 : 1,
        GreyAlpha => 2,
        Rgba => 4,
        _ => transparency ? 4 : 3,
    };

    public static PngHeader Read(ReadOnlySpan<byte> data, LoadOptions options)
    {
        if (data.Length != 13)
            throw PictureFormatException.Damaged($"the PNG header has {data.Length} bytes in place of 13");
        var width = BinaryPrimitives.ReadUInt32BigEndian(data);
        var height = BinaryPrimitives.ReadUInt32BigEndian(data[4..]);
        options.CheckSize(width, height);
        int depth = data[8], type = data[9];
        var allowed = type switch
        {
            Grey => depth is 1 or 2 or 4 or 8 or 16,
            Palette => depth is 1 or 2 or 4 or 8,
            Rgb or GreyAlpha or Rgba => depth is 8 or 16,
            _ => throw PictureFormatException.Damaged($"PNG colour type {type} does not exist; it is 0, 2, 3, 4 or 6"),
        };
        if (!allowed)
            throw PictureFormatException.Damaged($"a PNG of colour type {type} cannot have a bit depth of {depth}");
        if (data[10] != 0 || data[11] != 0)
            throw PictureFormatException.Damaged($"PNG compression {data[10]} and filter method {data[11]} do not exist; both are 0");
        if (data[12] > 1)
            throw PictureFormatException.Damaged($"PNG interlace method {data[12]} does not exist; it is 0 or 1");
        return new PngHeader((int)width, (int)height, depth, type, data[12] == 1);
    }
}
