namespace Atelier.Imaging.Files;

/// <summary>Formats that are recognised in order to be refused by name.</summary>
internal static class ForeignFormats
{
    private static readonly (string Name, int Offset, byte[] Start)[] Starts =
    [
        ("JPEG XL", 0, [0xff, 0x0a]),
        ("JPEG XL", 0, [0, 0, 0, 0x0c, (byte)'J', (byte)'X', (byte)'L', (byte)' ']),
        ("JPEG 2000", 0, [0, 0, 0, 0x0c, (byte)'j', (byte)'P', (byte)' ', (byte)' ']),
        ("JPEG 2000", 0, [0xff, 0x4f, 0xff, 0x51]),
        ("JPEG XR", 0, [(byte)'I', (byte)'I', 0xbc]),
        ("JPEG-LS", 0, [0xff, 0xd8, 0xff, 0xf7]),
        ("PSD", 0, "8BPS"u8.ToArray()),
        ("PDF", 0, "%PDF"u8.ToArray()),
        ("PostScript", 0, "%!PS"u8.ToArray()),
        ("ICO", 0, [0, 0, 1, 0]),
        ("CUR", 0, [0, 0, 2, 0]),
        ("OpenEXR", 0, [0x76, 0x2f, 0x31, 0x01]),
        ("Radiance HDR", 0, "#?RADIANCE"u8.ToArray()),
        ("Radiance HDR", 0, "#?RGBE"u8.ToArray()),
        ("QOI", 0, "qoif"u8.ToArray()),
        ("DDS", 0, "DDS "u8.ToArray()),
        ("KTX", 0, [0xab, (byte)'K', (byte)'T', (byte)'X']),
        ("MNG", 0, [0x8a, (byte)'M', (byte)'N', (byte)'G']),
        ("JNG", 0, [0x8b, (byte)'J', (byte)'N', (byte)'G']),
        ("farbfeld", 0, "farbfeld"u8.ToArray()),
        ("XCF", 0, "gimp xcf"u8.ToArray()),
        ("BigTIFF", 0, [(byte)'I', (byte)'I', 43, 0]),
        ("BigTIFF", 0, [(byte)'M', (byte)'M', 0, 43]),
        ("BPG", 0, [(byte)'B', (byte)'P', (byte)'G', 0xfb]),
    ];

    private static readonly (string Name, string[] Brands)[] Boxes =
    [
        ("AVIF", ["avif", "avis"]),
        ("HEIC", ["heic", "heix", "heim", "heis", "hevc", "hevx", "mif1", "msf1"]),
    ];

    /// <summary>The name of a known format that is not read here, or null.</summary>
    public static string? NameOf(ReadOnlySpan<byte> file)
    {
        foreach (var (name, offset, start) in Starts)
        {
            if (file.Length > offset && file[offset..].StartsWith(start))
                return name;
        }

        if (file.Length >= 12 && file[4..].StartsWith("ftyp"u8))
            return NameOfBox(file);
        if (file.Length > 3 && file[0] == 'P' && file[1] is >= (byte)'1' and <= (byte)'7' && char.IsWhiteSpace((char)file[2]))
            return "PNM";
        return IsSvg(file) ? "SVG" : null;
    }

    /// <remarks>The brand of the file counts, then the compatible ones: AVIF files often call themselves mif1 first.</remarks>
    private static string NameOfBox(ReadOnlySpan<byte> file)
    {
        var length = Math.Min(file.Length, System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(file));
        var brands = new List<string>();
        for (var at = 8; at + 4 <= Math.Min(length, 256); at += 4)
        {
            if (at != 12) // the minor version
                brands.Add(System.Text.Encoding.Latin1.GetString(file.Slice(at, 4)));
        }

        foreach (var (name, known) in Boxes)
        {
            if (brands.Exists(known.Contains))
                return name;
        }

        return $"video or {(brands.Count > 0 ? brands[0].Trim() : "ISO media")}";
    }

    private static bool IsSvg(ReadOnlySpan<byte> file)
    {
        var head = file[..Math.Min(file.Length, 4096)];
        if (head.StartsWith("\ufeff"u8))
            head = head[3..];
        head = head.TrimStart(" \t\r\n"u8);
        return head.StartsWith("<"u8) && head.IndexOf("<svg"u8) >= 0;
    }
}
