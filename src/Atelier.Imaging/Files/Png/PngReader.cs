using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Atelier.Imaging.Files.Exif;

namespace Atelier.Imaging.Files.Png;

/// <summary>Reads a PNG file: chunks are checked and sorted here, only those that make pixels reach libpng.</summary>
internal sealed class PngReader
{
    private const int MaxTexts = 256;
    private const long MaxInflation = 1032; // deflate cannot do better

    private readonly LoadOptions _options;
    private readonly ArrayBufferWriter<byte> _pixelChunks = new();
    private readonly Dictionary<string, string> _texts = [];
    private readonly List<string> _warnings = [];
    private PngHeader? _header;
    private int _paletteColours;
    private bool _transparency;
    private long _dataBytes;
    private bool _hasData;
    private bool _ended;
    private bool _standardColours;
    private double? _gamma;
    private byte[]? _profile;
    private byte[]? _exif;
    private byte[]? _xmp;
    private int _frames = 1;

    private PngReader(LoadOptions options) => _options = options;

    public static bool Knows(ReadOnlySpan<byte> file) => file.StartsWith(PngChunks.Signature);

    public static StoredPicture Read(ReadOnlySpan<byte> file, LoadOptions options)
    {
        var reader = new PngReader(options);
        reader.Sort(file);
        return reader.Decode();
    }

    private void Sort(ReadOnlySpan<byte> file)
    {
        var chunks = new PngChunks(file);
        _pixelChunks.Write(PngChunks.Signature);
        try
        {
            while (!_ended && chunks.Next())
                Take(chunks);
        }
        catch (PictureFormatException fault) when (fault.Fault == PictureFault.Truncated && _hasData)
        {
            _warnings.Add(fault.Reason); // whether the rows are all there is for the decoder to say
        }

        if (_header is null)
            throw PictureFormatException.Truncated("the PNG has no header");
        if (_header.HasPalette && _paletteColours == 0)
            throw PictureFormatException.Missing("the PNG's palette");
        if (!_hasData)
            throw PictureFormatException.Missing("no data: the PNG's picture data");
        if (!_ended)
            _warnings.Add("The PNG has no end marker.");
        _pixelChunks.Write(PngChunks.End);
    }

    private void Take(PngChunks chunk)
    {
        var type = chunk.Type;
        if (_header is null != (type == "IHDR"))
            throw PictureFormatException.Damaged(_header is null ? "the PNG does not begin with its header" : "the PNG has two headers");
        var critical = char.IsAsciiLetterUpper(type[0]);
        if (type != "IDAT" && !chunk.ChecksumFits) // libpng checks that of IDAT
        {
            if (critical)
                throw new PictureFormatException(PictureFault.Checksum, $"the checksum of PNG chunk {type} is wrong. Copy or download it again.");
            _warnings.Add($"PNG chunk {type} has a wrong checksum and was left out.");
            return;
        }

        var data = chunk.Data;
        switch (type)
        {
            case "IHDR":
                _header = PngHeader.Read(data, _options);
                _pixelChunks.Write(chunk.Whole);
                break;
            case "PLTE":
                TakePalette(chunk.Whole, data.Length);
                break;
            case "tRNS":
                TakeTransparency(chunk.Whole, data.Length);
                break;
            case "IDAT":
                _hasData = true;
                _dataBytes += data.Length;
                _pixelChunks.Write(chunk.Whole);
                break;
            case "IEND":
                _ended = true;
                break;
            case "tEXt" or "zTXt" or "iTXt":
                TakeText(type, data);
                break;
            case "sRGB":
                _standardColours = true;
                break;
            case "gAMA" when data.Length == 4 && BinaryPrimitives.ReadInt32BigEndian(data) > 0:
                _gamma = BinaryPrimitives.ReadInt32BigEndian(data) / 100000.0;
                break;
            case "iCCP":
                TakeProfile(data);
                break;
            case "eXIf" when data.Length <= _options.MaxProfileBytes:
                _exif = data.ToArray();
                break;
            case "acTL" when data.Length == 8:
                _frames = Math.Max(1, BinaryPrimitives.ReadInt32BigEndian(data));
                break;
            default:
                if (critical)
                    throw PictureFormatException.Unsupported($"a PNG with the unknown chunk {type}, without which it cannot be read");
                break;
        }
    }

    private void TakePalette(ReadOnlySpan<byte> whole, int length)
    {
        if (length == 0 || length % 3 != 0 || length > 768)
            throw PictureFormatException.Damaged($"a PNG palette has 3 to 768 bytes, three a colour; this one has {length}");
        if (!_header!.HasPalette || _paletteColours > 0)
            return; // elsewhere it is only a suggestion
        _paletteColours = Math.Min(length / 3, 1 << _header.Depth);
        if (length / 3 > _paletteColours)
            throw PictureFormatException.Damaged($"a PNG palette of {length / 3} colours does not fit {_header.Depth}-bit indices");
        _pixelChunks.Write(whole);
    }

    private void TakeTransparency(ReadOnlySpan<byte> whole, int length)
    {
        var fits = _header!.HasPalette ? length >= 1 && length <= _paletteColours : length == (_header.ColourType == 0 ? 2 : 6);
        if (!_header.MayHaveTransparency || !fits || _transparency || _hasData)
        {
            _warnings.Add("PNG chunk tRNS does not fit the picture and was left out.");
            return;
        }

        _transparency = true;
        _pixelChunks.Write(whole);
    }

    private void TakeText(string type, ReadOnlySpan<byte> data)
    {
        var isXmp = type == "iTXt" && data.StartsWith("XML:com.adobe.xmp\0"u8);
        if (PngText.Read(type, data, isXmp ? _options.MaxProfileBytes : _options.MaxTextBytes) is not { } text)
            _warnings.Add($"A PNG text ({type}) is malformed or longer than {_options.MaxTextBytes:N0} bytes and was left out.");
        else if (text.Key == PngText.XmpKey)
            _xmp = text.Value;
        else if (_texts.Count < MaxTexts || _texts.ContainsKey(text.Key))
            _texts[text.Key] = text.Encoding.GetString(text.Value);
        else
            _warnings.Add($"More than {MaxTexts} PNG texts; '{text.Key}' was left out.");
    }

    private void TakeProfile(ReadOnlySpan<byte> data)
    {
        var end = data.IndexOf((byte)0);
        _profile = end is >= 1 and <= 79 && data.Length > end + 2 && data[end + 1] == 0
            ? PngText.Inflate(data[(end + 2)..], _options.MaxProfileBytes)
            : null;
        if (_profile is null)
            _warnings.Add("The PNG's colour profile is damaged or too long and was left out.");
    }

    private StoredPicture Decode()
    {
        var header = _header!;
        if (header.PackedBytes > (_dataBytes * MaxInflation) + 64)
            throw PictureFormatException.Truncated($"{_dataBytes:N0} bytes of data cannot hold {header.Width} x {header.Height} pixels");
        var channels = header.DecodedChannels(_transparency);
        Picture pixels;
        Picture16? samples = null;
        if (header.DecodedBits == 16)
        {
            samples = new Picture16(header.Width, header.Height, channels);
            Decode(MemoryMarshal.AsBytes(samples.Samples.AsSpan()), channels, 16);
            pixels = samples.ToPicture();
        }
        else
        {
            pixels = new Picture(header.Width, header.Height, channels);
            Decode(pixels.Pixels, channels, 8);
        }

        var exif = _exif is null ? null : ExifBlock.Parse(_exif);
        return new StoredPicture(PictureFormat.Png, pixels)
        {
            Samples16 = samples,
            Frames = _frames,
            Warnings = _warnings,
            Metadata = new PictureMetadata
            {
                Text = _texts,
                IccProfile = _profile,
                Exif = exif?.ToArray(),
                Orientation = exif?.Orientation ?? 1,
                Xmp = _xmp,
                Gamma = _standardColours || _profile is not null ? null : _gamma,
            },
        };
    }

    private unsafe void Decode(Span<byte> target, int channels, int bits)
    {
        var file = _pixelChunks.WrittenSpan;
        fixed (byte* bytes = file, pixels = target)
        {
            var (from, to) = ((nint)bytes, (nint)pixels);
            var (size, targetSize) = ((nuint)file.Length, (nuint)target.Length);
            Codecs.Run("PNG", (message, length) =>
                Codecs.PngDecode((byte*)from, size, (byte*)to, targetSize, _header!.Height, channels, bits, message, length));
        }
    }
}
