using Atelier.Imaging.Files.Exif;

namespace Atelier.Imaging.Files.WebP;

/// <summary>Writes a WebP file; metadata make it an extended one (VP8X).</summary>
internal static class WebPWriter
{
    private const int MaxSide = 16383;
    private const byte ProfileFlag = 0x20, AlphaFlag = 0x10, ExifFlag = 0x08, XmpFlag = 0x04;

    public static unsafe byte[] Write(Picture picture, SaveOptions options)
    {
        if (picture.Width > MaxSide || picture.Height > MaxSide)
            throw new ArgumentException($"A WebP has at most {MaxSide:N0} pixels a side; the picture is {picture.Width} x {picture.Height}.");
        picture = picture.WithColour();
        // Of a lossless picture libwebp takes the quality for more effort, which at no effort only costs.
        var quality = options is { Lossless: true, Effort: 0 } ? 0 : options.Quality;
        byte[] bare;
        fixed (byte* pixels = picture.Pixels)
        {
            var from = (nint)pixels;
            bare = Codecs.Collect("WebP", (bytes, count, message, length) => Codecs.WebPEncode(
                (byte*)from, picture.Width, picture.Height, picture.Channels, options.Lossless ? 1 : 0, quality, options.Effort,
                bytes, count, message, length));
        }

        return options.Metadata is { } metadata ? AddMetadata(bare, metadata) : bare;
    }

    private static byte[] AddMetadata(byte[] bare, PictureMetadata metadata)
    {
        var exif = ExifTexts.Write(metadata);
        if (exif is null && metadata.IccProfile is null && metadata.Xmp is null)
            return bare;
        var frame = WebPContainer.Read(bare.AsSpan(12), LoadOptions.Default).FirstFrame!;
        var flags = (frame.HasAlpha ? AlphaFlag : 0) | (metadata.IccProfile is null ? 0 : ProfileFlag)
            | (exif is null ? 0 : ExifFlag) | (metadata.Xmp is null ? 0 : XmpFlag);
        using var body = new MemoryStream(bare.Length + 4096);
        body.Write("WEBP"u8);
        WebPContainer.WriteChunk(body, "VP8X"u8, WebPContainer.Extended((byte)flags, frame.Width, frame.Height));
        if (metadata.IccProfile is { } profile)
            WebPContainer.WriteChunk(body, "ICCP"u8, profile.Span);
        if (frame.Alpha.Length > 0)
            WebPContainer.WriteChunk(body, "ALPH"u8, frame.Alpha);
        WebPContainer.WriteChunk(body, frame.IsLossless ? "VP8L"u8 : "VP8 "u8, frame.Bitstream);
        if (exif is not null)
            WebPContainer.WriteChunk(body, "EXIF"u8, exif);
        if (metadata.Xmp is { } xmp)
            WebPContainer.WriteChunk(body, "XMP "u8, xmp.Span);
        using var file = new MemoryStream((int)body.Length + 8);
        WebPContainer.WriteChunk(file, "RIFF"u8, body.GetBuffer().AsSpan(0, (int)body.Length));
        return file.ToArray();
    }
}
