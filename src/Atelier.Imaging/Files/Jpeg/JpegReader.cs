using Atelier.Imaging.Files.Exif;

namespace Atelier.Imaging.Files.Jpeg;

/// <summary>Reads a JPEG file: header and metadata here, pixels by libjpeg-turbo.</summary>
internal static class JpegReader
{
    private const long PixelsPerByte = 512; // 64 pixels of a block take at least one bit

    public static bool Knows(ReadOnlySpan<byte> file) => file is [0xff, 0xd8, 0xff, ..];

    public static StoredPicture Read(ReadOnlySpan<byte> file, LoadOptions options)
    {
        var header = JpegHeader.Read(file, options);
        if ((long)header.Width * header.Height / PixelsPerByte > file.Length)
            throw PictureFormatException.Truncated($"{file.Length:N0} bytes cannot hold {header.Width} x {header.Height} pixels");
        var stored = new byte[checked(header.Width * header.Height * (long)header.Components)];
        Decode(file, header, stored);
        var cmyk = header.Components == 4;
        var pixels = cmyk
            ? new Picture(header.Width, header.Height, 3, CmykToRgb(stored))
            : new Picture(header.Width, header.Height, header.Components, stored);
        var exif = header.Exif is null ? null : ExifBlock.Parse(header.Exif);
        var texts = new Dictionary<string, string>();
        if (exif is not null)
            ExifTexts.Read(exif, texts);
        if (header.Comment is not null)
            texts["comment"] = header.Comment;
        return new StoredPicture(PictureFormat.Jpeg, pixels)
        {
            InvertedCmyk = cmyk && header.Profile is not null ? stored : null,
            Warnings = header.Warnings,
            Metadata = new PictureMetadata
            {
                Text = texts,
                IccProfile = header.Profile,
                Exif = exif?.ToArray(),
                Xmp = header.Xmp,
                Orientation = exif?.Orientation ?? 1,
            },
        };
    }

    private static unsafe void Decode(ReadOnlySpan<byte> file, JpegHeader header, byte[] target)
    {
        fixed (byte* bytes = file, pixels = target)
        {
            var (from, to, size) = ((nint)bytes, (nint)pixels, (nuint)file.Length);
            Codecs.Run("JPEG", (message, length) => Codecs.JpegDecode(
                (byte*)from, size, (byte*)to, (nuint)target.Length, header.Height, header.Components, message, length));
        }
    }

    /// <remarks>Stored as 255 - ink, as Adobe's programs do and all others follow; R = (255-C)(255-K)/255.</remarks>
    private static byte[] CmykToRgb(byte[] cmyk)
    {
        var rgb = new byte[cmyk.Length / 4 * 3];
        for (int from = 0, to = 0; from < cmyk.Length; from += 4, to += 3)
        {
            for (var c = 0; c < 3; c++)
                rgb[to + c] = (byte)(((cmyk[from + c] * cmyk[from + 3]) + 127) / 255);
        }

        return rgb;
    }
}
