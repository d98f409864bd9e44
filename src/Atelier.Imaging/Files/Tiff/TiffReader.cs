using System.Buffers.Binary;

namespace Atelier.Imaging.Files.Tiff;

/// <summary>Reads the first page of a TIFF: strips of grey, palette or RGB(A), 8 or 16 bits (grey and palette also 1 and 4).</summary>
internal static class TiffReader
{
    private const ushort Width = 256, Height = 257, Bits = 258, Compression = 259, Photometric = 262, StripOffsets = 273, Orientation = 274,
        Samples = 277, RowsPerStrip = 278, StripBytes = 279, Planar = 284, Predictor = 317, ColourMap = 320, TileWidth = 322, Profile = 34675;

    private const long MostBytes = 1L << 30;

    private const int WhiteIsZero = 0, BlackIsZero = 1, Rgb = 2, Palette = 3;

    public static bool Knows(ReadOnlySpan<byte> file) => file.StartsWith("II*\0"u8) || file.StartsWith("MM\0*"u8);

    public static StoredPicture Read(ReadOnlySpan<byte> file, LoadOptions options)
    {
        var folder = TiffFolder.Read(file);
        long width = folder.Number(Width, 0), height = folder.Number(Height, 0);
        options.CheckSize(width, height);
        int bits = (int)folder.Number(Bits, 1), kind = (int)folder.Number(Photometric, 99);
        var samples = folder.Number(Samples, 1);
        Check(folder, bits, kind, samples);
        var rows = UnpackStrips(file, folder, (int)width, (int)height, bits, (int)samples);
        var orientation = folder.Number(Orientation, 1);
        var metadata = new PictureMetadata
        {
            IccProfile = folder.Bytes(Profile) is { } profile && profile.Length <= options.MaxProfileBytes ? profile : null,
            Orientation = orientation is >= 1 and <= 8 ? (int)orientation : 1,
        };
        if (kind == Palette)
            return new StoredPicture(PictureFormat.Tiff, FromPalette(rows, folder, (int)width, (int)height, bits)) { Metadata = metadata };
        if (bits == 16)
        {
            var exact = new Picture16((int)width, (int)height, (int)samples);
            for (var i = 0; i < exact.Samples.Length; i++)
            {
                var value = rows.AsSpan(i * 2);
                exact.Samples[i] = folder.Little ? BinaryPrimitives.ReadUInt16LittleEndian(value) : BinaryPrimitives.ReadUInt16BigEndian(value);
                if (kind == WhiteIsZero && (samples == 1 || i % samples == 0))
                    exact.Samples[i] = (ushort)~exact.Samples[i];
            }

            return new StoredPicture(PictureFormat.Tiff, exact.ToPicture()) { Samples16 = exact, Metadata = metadata };
        }

        var picture = new Picture((int)width, (int)height, (int)samples, bits == 8 ? rows : Spread(rows, (int)width, (int)height, bits, 255 / ((1 << bits) - 1)));
        for (var i = 0; kind == WhiteIsZero && i < picture.Pixels.Length; i += (int)samples)
            picture.Pixels[i] = (byte)~picture.Pixels[i];
        return new StoredPicture(PictureFormat.Tiff, picture) { Metadata = metadata };
    }

    private static void Check(TiffFolder folder, int bits, int kind, uint samples)
    {
        if (kind is not (WhiteIsZero or BlackIsZero or Rgb or Palette))
            throw PictureFormatException.Unsupported($"TIFF of colour kind {kind}");
        if (folder.Number(TileWidth, 0) != 0)
            throw PictureFormatException.Unsupported("TIFF in tiles");
        if (samples is < 1 or > 4 || (kind == Rgb && samples < 3) || (kind == Palette && samples != 1) || (kind < Rgb && samples > 2))
            throw PictureFormatException.Unsupported($"TIFF of colour kind {kind} with {samples} samples a pixel");
        if (samples > 1 && folder.Number(Planar, 1) != 1)
            throw PictureFormatException.Unsupported("TIFF with its colours in separate planes");
        var small = samples == 1 && kind != Rgb;
        if (!(bits == 8 || (bits == 16 && kind != Palette) || (small && bits is 1 or 2 or 4)) || folder.Numbers(Bits).Any(b => b != bits))
            throw PictureFormatException.Unsupported($"TIFF with {string.Join(", ", folder.Numbers(Bits).Take(8))} bits a sample");
    }

    private static byte[] UnpackStrips(ReadOnlySpan<byte> file, TiffFolder folder, int width, int height, int bits, int samples)
    {
        var rowBytes = (((long)width * samples * bits) + 7) / 8;
        if (rowBytes * height > MostBytes)
            throw new PictureFormatException(PictureFault.TooLarge, $"too large: the TIFF has {rowBytes * height:N0} bytes of pixels. Make it smaller first.");
        var stride = (int)rowBytes;
        var stripRows = (int)Math.Clamp(folder.Number(RowsPerStrip, int.MaxValue), 1, (uint)height);
        var strips = (height + stripRows - 1) / stripRows;
        uint[] offsets = folder.Numbers(StripOffsets), sizes = folder.Numbers(StripBytes);
        if (offsets.Length < strips || sizes.Length < strips)
            throw PictureFormatException.Missing("the TIFF's list of strips");
        long needed = (long)stride * height, held = 0;
        for (var i = 0; i < strips; i++)
        {
            if ((long)offsets[i] + sizes[i] > file.Length)
                throw PictureFormatException.Truncated($"TIFF strip {i} lies behind the end");
            held += sizes[i];
        }

        var unpacker = new TiffUnpacker((int)folder.Number(Compression, 1));
        if (needed > held * unpacker.MostPerByte + 64)
            throw PictureFormatException.Truncated($"{held:N0} bytes of data cannot hold {width} x {height} pixels");
        var rows = new byte[needed];
        for (var i = 0; i < strips; i++)
        {
            var target = rows.AsSpan(i * stripRows * stride, Math.Min(stripRows, height - (i * stripRows)) * stride);
            if (unpacker.Unpack(file.Slice((int)offsets[i], (int)sizes[i]), target) < target.Length)
                throw PictureFormatException.Truncated($"TIFF strip {i} is not whole");
        }

        var predictor = folder.Number(Predictor, 1);
        if (predictor == 2)
            TiffUnpacker.Accumulate(rows, stride, samples, bits, folder.Little);
        else if (predictor != 1)
            throw PictureFormatException.Unsupported($"TIFF with predictor {predictor}");
        return rows;
    }

    private static byte[] Spread(byte[] rows, int width, int height, int bits, int scale)
    {
        var stride = ((width * bits) + 7) / 8;
        var result = new byte[width * height];
        for (var i = 0; i < result.Length; i++)
        {
            var bit = i % width * bits;
            result[i] = (byte)((rows[(i / width * stride) + (bit / 8)] >> (8 - bits - (bit % 8)) & ((1 << bits) - 1)) * scale);
        }

        return result;
    }

    private static Picture FromPalette(byte[] rows, TiffFolder folder, int width, int height, int bits)
    {
        var colours = 1 << bits;
        var map = folder.Numbers(ColourMap);
        if (map.Length < colours * 3)
            throw PictureFormatException.Missing("the TIFF's palette");
        var indices = bits == 8 ? rows : Spread(rows, width, height, bits, 1);
        var picture = new Picture(width, height, 3);
        for (var i = 0; i < indices.Length; i++)
        {
            for (var c = 0; c < 3; c++)
                picture.Pixels[(i * 3) + c] = (byte)(map[(c * colours) + indices[i]] >> 8);
        }

        return picture;
    }
}
