using Atelier.Imaging.Files.Png;

namespace Atelier.Imaging.Files;

/// <summary>Finds the format of a file by its first bytes and reads it.</summary>
internal static class PictureReader
{
    public static StoredPicture Read(ReadOnlySpan<byte> file, LoadOptions options)
    {
        if (file.IsEmpty)
            throw new PictureFormatException(PictureFault.Empty, "the file is an empty file (0 bytes). Copy or download it again.");
        if (PngReader.Knows(file))
            return PngReader.Read(file, options);
        throw new PictureFormatException(PictureFault.NotAPicture, "not an image in any format that is known here. Give a PNG, JPEG or WebP file.");
    }
}
