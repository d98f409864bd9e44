using Atelier.Imaging.Files.Bmp;
using Atelier.Imaging.Files.Gif;
using Atelier.Imaging.Files.Jpeg;
using Atelier.Imaging.Files.Png;
using Atelier.Imaging.Files.Tiff;
using Atelier.Imaging.Files.WebP;

namespace Atelier.Imaging.Files;

/// <summary>Finds the format of a file by its first bytes and reads it.</summary>
internal static class PictureReader
{
    private static readonly byte[][] Starts =
    [
        PngChunks.Signature.ToArray(), [0xff, 0xd8, 0xff], "RIFF"u8.ToArray(), "BM"u8.ToArray(), "GIF89a"u8.ToArray(), "GIF87a"u8.ToArray(),
    ];

    public static StoredPicture Read(ReadOnlySpan<byte> file, LoadOptions options)
    {
        try
        {
            return ReadByContent(file, options);
        }
        catch (OutOfMemoryException memory)
        {
            throw new PictureFormatException(PictureFault.TooLarge, "too large for the memory that is free. Make it smaller first.", inner: memory);
        }
    }

    private static StoredPicture ReadByContent(ReadOnlySpan<byte> file, LoadOptions options)
    {
        if (file.IsEmpty)
            throw new PictureFormatException(PictureFault.Empty, "this is an empty file (0 bytes). Copy or download it again.");
        if (ForeignFormats.NameOf(file) is { } name)
            throw PictureFormatException.Unsupported(name);
        if (PngReader.Knows(file))
            return PngReader.Read(file, options);
        if (JpegReader.Knows(file))
            return JpegReader.Read(file, options);
        if (WebPReader.Knows(file))
            return WebPReader.Read(file, options);
        if (BmpReader.Knows(file))
            return BmpReader.Read(file, options);
        if (GifReader.Knows(file))
            return GifReader.Read(file, options);
        if (TiffReader.Knows(file))
            return TiffReader.Read(file, options);
        foreach (var start in Starts)
        {
            if (file.Length < start.Length && start.AsSpan().StartsWith(file))
                throw PictureFormatException.Truncated($"{file.Length} bytes are the start of a picture at best");
        }

        throw new PictureFormatException(
            PictureFault.NotAPicture, "not an image in any format that is known here. Give a PNG, JPEG, WebP, BMP, GIF or TIFF file.");
    }
}
