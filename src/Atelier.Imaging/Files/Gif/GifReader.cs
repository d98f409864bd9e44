using System.Buffers.Binary;

namespace Atelier.Imaging.Files.Gif;

/// <summary>Reads the first frame of a GIF onto its canvas.</summary>
internal sealed class GifReader
{
    private readonly LoadOptions _options;
    private int _width;
    private int _height;
    private byte[] _globalPalette = [];
    private int _transparent = -1;
    private Picture? _canvas;
    private int _frames;

    private GifReader(LoadOptions options) => _options = options;

    public static bool Knows(ReadOnlySpan<byte> file) => file.StartsWith("GIF87a"u8) || file.StartsWith("GIF89a"u8);

    public static StoredPicture Read(ReadOnlySpan<byte> file, LoadOptions options)
    {
        var reader = new GifReader(options);
        var warnings = new List<string>();
        try
        {
            reader.Read(file[6..]);
        }
        catch (PictureFormatException fault) when (fault.Fault == PictureFault.Truncated && reader._canvas is not null)
        {
            warnings.Add(fault.Reason); // the first frame was whole
        }

        if (reader._canvas is null)
            throw PictureFormatException.Missing("no data: the GIF's first frame");
        return new StoredPicture(PictureFormat.Gif, reader._canvas) { Frames = reader._frames, Warnings = warnings };
    }

    private void Read(ReadOnlySpan<byte> rest)
    {
        var screen = Cut(ref rest, 7);
        (_width, _height) = (BinaryPrimitives.ReadUInt16LittleEndian(screen), BinaryPrimitives.ReadUInt16LittleEndian(screen[2..]));
        _options.CheckSize(_width, _height);
        _globalPalette = CutPalette(ref rest, screen[4]);
        while (true)
        {
            switch (Cut(ref rest, 1)[0])
            {
                case 0x21:
                    ReadExtension(ref rest);
                    break;
                case 0x2c:
                    ReadFrame(ref rest);
                    break;
                case 0x3b:
                    return;
                case var other:
                    throw PictureFormatException.Damaged($"a GIF block of the unknown kind {other:x2}");
            }
        }
    }

    private void ReadExtension(ref ReadOnlySpan<byte> rest)
    {
        var kind = Cut(ref rest, 1)[0];
        var data = CutBlocks(ref rest);
        if (kind == 0xf9 && data.Length >= 4 && _frames == 0)
            _transparent = (data[0] & 1) != 0 ? data[3] : -1;
    }

    private void ReadFrame(ref ReadOnlySpan<byte> rest)
    {
        var head = Cut(ref rest, 9);
        var palette = CutPalette(ref rest, head[8]);
        var codeBits = Cut(ref rest, 1)[0];
        var data = CutBlocks(ref rest);
        if (_frames++ > 0)
            return;
        int left = BinaryPrimitives.ReadUInt16LittleEndian(head), top = BinaryPrimitives.ReadUInt16LittleEndian(head[2..]);
        int width = BinaryPrimitives.ReadUInt16LittleEndian(head[4..]), height = BinaryPrimitives.ReadUInt16LittleEndian(head[6..]);
        _options.CheckSize(width, height);
        if (left + width > _width || top + height > _height)
            throw PictureFormatException.Damaged("a GIF frame lies outside its canvas");
        if (codeBits is < 1 or > 8)
            throw PictureFormatException.Damaged($"GIF codes of {codeBits} bits do not exist");
        if (palette.Length == 0)
            palette = _globalPalette.Length > 0 ? _globalPalette : throw PictureFormatException.Missing("the GIF's palette");
        var indices = new byte[width * height];
        if (new LzwReader(codeBits, highFirst: false).Read(data, indices) < indices.Length)
            throw PictureFormatException.Truncated("the GIF's first frame is not whole");
        var covered = _transparent < 0 && width == _width && height == _height;
        var canvas = new Picture(_width, _height, covered ? 3 : 4);
        var row = 0;
        foreach (var y in Rows(height, interlaced: (head[8] & 0x40) != 0))
            Paint(indices.AsSpan(row++ * width, width), palette, canvas.Row(top + y)[(left * canvas.Channels)..], canvas.Channels);
        _canvas = canvas;
    }

    private void Paint(ReadOnlySpan<byte> indices, byte[] palette, Span<byte> to, int channels)
    {
        for (var x = 0; x < indices.Length; x++)
        {
            var pixel = to.Slice(x * channels, channels);
            if (indices[x] * 3 < palette.Length)
                palette.AsSpan(indices[x] * 3, 3).CopyTo(pixel);
            if (channels == 4)
                pixel[3] = (byte)(indices[x] == _transparent ? 0 : 255);
        }
    }

    private static IEnumerable<int> Rows(int height, bool interlaced)
    {
        (int Start, int Step)[] passes = interlaced ? [(0, 8), (4, 8), (2, 4), (1, 2)] : [(0, 1)];
        foreach (var (start, step) in passes)
        {
            for (var y = start; y < height; y += step)
                yield return y;
        }
    }

    private static byte[] CutPalette(ref ReadOnlySpan<byte> rest, byte flags) =>
        (flags & 0x80) != 0 ? Cut(ref rest, 3 << ((flags & 7) + 1)).ToArray() : [];

    private static byte[] CutBlocks(ref ReadOnlySpan<byte> rest)
    {
        using var data = new MemoryStream();
        while (Cut(ref rest, 1)[0] is var length and > 0)
            data.Write(Cut(ref rest, length));
        return data.ToArray();
    }

    private static ReadOnlySpan<byte> Cut(ref ReadOnlySpan<byte> rest, int count)
    {
        if (rest.Length < count)
            throw PictureFormatException.Truncated("the GIF ends too early");
        var part = rest[..count];
        rest = rest[count..];
        return part;
    }
}
