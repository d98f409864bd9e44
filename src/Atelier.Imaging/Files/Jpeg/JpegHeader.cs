using System.Buffers.Binary;
using System.Text;

namespace Atelier.Imaging.Files.Jpeg;

/// <summary>What stands before the first scan of a JPEG file; every segment length is checked.</summary>
internal sealed class JpegHeader
{
    private readonly SortedDictionary<int, byte[]> _profileParts = [];

    public int Width { get; private set; }

    public int Height { get; private set; }

    public int Components { get; private set; }

    public byte[]? Exif { get; private set; }

    public byte[]? Xmp { get; private set; }

    public byte[]? Profile { get; private set; }

    public string? Comment { get; private set; }

    public List<string> Warnings { get; } = [];

    public static JpegHeader Read(ReadOnlySpan<byte> file, LoadOptions options)
    {
        var header = new JpegHeader();
        var rest = file[2..];
        while (true)
        {
            var start = rest.IndexOfAnyExcept((byte)0xff); // fill bytes may precede a marker
            if (start < 0)
                throw PictureFormatException.Truncated("the JPEG ends before its first scan");
            if (start == 0)
                throw PictureFormatException.Damaged("a JPEG segment does not begin with a marker");
            var marker = rest[start];
            rest = rest[(start + 1)..];
            if (marker is 0x01 or (>= 0xd0 and <= 0xd7))
                continue; // markers without a segment
            if (marker is 0x00 or 0xd8)
                throw PictureFormatException.Damaged($"JPEG marker ff{marker:x2} stands where a segment should begin");
            if (marker == 0xd9 || rest.Length < 2 || BinaryPrimitives.ReadUInt16BigEndian(rest) > rest.Length)
                throw PictureFormatException.Truncated("the JPEG ends before its first scan");
            var length = BinaryPrimitives.ReadUInt16BigEndian(rest);
            if (length < 2)
                throw PictureFormatException.Damaged($"JPEG segment ff{marker:x2} says a length of {length}");
            header.Take(marker, rest[2..length], options);
            if (marker == 0xda)
                break;
            rest = rest[length..];
        }

        if (header.Components == 0)
            throw PictureFormatException.Missing("the JPEG's frame header");
        header.JoinProfile(options);
        return header;
    }

    private void Take(byte marker, ReadOnlySpan<byte> data, LoadOptions options)
    {
        switch (marker)
        {
            case 0xc4 or 0xc8 or 0xcc:
                break; // tables
            case >= 0xc0 and <= 0xcf:
                TakeFrame(marker, data, options);
                break;
            case 0xe1 when data.StartsWith("Exif\0\0"u8):
                Exif ??= data[6..].ToArray();
                break;
            case 0xe1 when data.StartsWith("http://ns.adobe.com/xap/1.0/\0"u8):
                Xmp ??= data[29..].ToArray();
                break;
            case 0xe2 when data.StartsWith("ICC_PROFILE\0"u8) && data.Length > 14:
                _profileParts.TryAdd(data[12], data[14..].ToArray());
                break;
            case 0xfe:
                Comment ??= Encoding.Latin1.GetString(data);
                break;
        }
    }

    private void TakeFrame(byte marker, ReadOnlySpan<byte> data, LoadOptions options)
    {
        if (marker >= 0xc9)
            throw PictureFormatException.Unsupported("JPEG with arithmetic coding");
        if (marker is 0xc3 or 0xc7)
            throw PictureFormatException.Unsupported("lossless JPEG");
        if (marker > 0xc2)
            throw PictureFormatException.Unsupported("hierarchical JPEG");
        if (Components != 0)
            throw PictureFormatException.Damaged("the JPEG has two frame headers");
        if (data.Length < 6)
            throw PictureFormatException.Damaged("the JPEG's frame header is too short");
        if (data[0] != 8)
            throw PictureFormatException.Unsupported($"JPEG with {data[0]} bit samples ({data[0]} bit)");
        (Height, Width, Components) = (BinaryPrimitives.ReadUInt16BigEndian(data[1..]), BinaryPrimitives.ReadUInt16BigEndian(data[3..]), data[5]);
        options.CheckSize(Width, Height);
        if (Components is not (1 or 3 or 4) || data.Length != 6 + (3 * Components))
            throw PictureFormatException.Damaged($"a JPEG with {Components} components in a header of {data.Length} bytes");
    }

    private void JoinProfile(LoadOptions options)
    {
        if (_profileParts.Count == 0)
            return;
        var whole = _profileParts.Keys.SequenceEqual(Enumerable.Range(1, _profileParts.Count));
        if (whole && _profileParts.Values.Sum(part => (long)part.Length) <= options.MaxProfileBytes)
            Profile = [.. _profileParts.Values.SelectMany(part => part)];
        else
            Warnings.Add("The JPEG's colour profile is incomplete or too long and was left out.");
    }
}
