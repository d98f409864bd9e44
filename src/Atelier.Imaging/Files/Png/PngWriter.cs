using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text;

namespace Atelier.Imaging.Files.Png;

/// <summary>Writes a PNG file: libpng makes header and pixels, the metadata chunks go between them.</summary>
internal static class PngWriter
{
    private const int HeaderEnd = 8 + 25;

    public static byte[] Write(Picture picture, SaveOptions options) =>
        Write(picture.Pixels, picture.Width, picture.Height, picture.Channels, 8, options);

    public static byte[] Write(Picture16 picture, SaveOptions options) =>
        Write(MemoryMarshal.AsBytes(picture.Samples.AsSpan()), picture.Width, picture.Height, picture.Channels, 16, options);

    private static unsafe byte[] Write(ReadOnlySpan<byte> samples, int width, int height, int channels, int bits, SaveOptions options)
    {
        byte[] bare;
        fixed (byte* pixels = samples)
        {
            var from = (nint)pixels;
            bare = Codecs.Collect("PNG", (bytes, count, message, length) =>
                Codecs.PngEncode((byte*)from, width, height, channels, bits, options.Compression, bytes, count, message, length));
        }

        if (options.Metadata is not { } metadata)
            return bare;
        using var file = new MemoryStream(bare.Length + 4096);
        file.Write(bare.AsSpan(0, HeaderEnd));
        WriteMetadata(file, metadata);
        file.Write(bare.AsSpan(HeaderEnd));
        return file.ToArray();
    }

    private static void WriteMetadata(MemoryStream file, PictureMetadata metadata)
    {
        if (metadata.IccProfile is { } profile)
            PngChunks.Write(file, "iCCP", [.. "ICC profile"u8, 0, 0, .. Deflate(profile.Span)]);
        if (metadata.Exif is { } exif)
            PngChunks.Write(file, "eXIf", exif.Span);
        if (metadata.Xmp is { } xmp)
            PngChunks.Write(file, "iTXt", [.. Encoding.Latin1.GetBytes(PngText.XmpKey), 0, 0, 0, 0, 0, .. xmp.Span]);
        foreach (var (key, value) in metadata.Text)
        {
            var (type, data) = PngText.Write(key, value);
            PngChunks.Write(file, type, data);
        }
    }

    private static byte[] Deflate(ReadOnlySpan<byte> data)
    {
        using var result = new MemoryStream();
        using (var zlib = new ZLibStream(result, CompressionLevel.Optimal))
            zlib.Write(data);
        return result.ToArray();
    }
}
