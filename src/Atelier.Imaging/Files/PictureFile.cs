using Atelier.Imaging.Files;
using Atelier.Imaging.Files.Png;

namespace Atelier.Imaging;

/// <summary>Reads and writes picture files.</summary>
/// <remarks>
/// The format is found by content, never by name. A file's content can cause no other exception than
/// <see cref="PictureFormatException"/>. Files are written beside their place and renamed, so none is ever half there.
/// </remarks>
public static class PictureFile
{
    /// <summary>Reads a picture as a viewer shows it: turned as EXIF says, converted to sRGB, 8 bits.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">Limits; null for the defaults.</param>
    /// <exception cref="PictureFormatException">The content is refused; the message says why.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static Picture Load(string path, LoadOptions? options = null) => Open(path, options).ToPicture();

    /// <summary>Reads a picture from a stream, as <see cref="Load(string, LoadOptions?)"/>.</summary>
    public static Picture Load(Stream stream, LoadOptions? options = null) => Open(stream, options).ToPicture();

    /// <summary>Reads a picture from memory, as <see cref="Load(string, LoadOptions?)"/>.</summary>
    public static Picture Load(ReadOnlySpan<byte> file, LoadOptions? options = null) => Open(file, options).ToPicture();

    /// <summary>Reads a picture as it is stored, with its metadata.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">Limits; null for the defaults.</param>
    /// <exception cref="PictureFormatException">The content is refused; the message says why.</exception>
    public static StoredPicture Open(string path, LoadOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using var stream = File.OpenRead(path);
        try
        {
            return Open(stream, options);
        }
        catch (PictureFormatException fault)
        {
            throw fault.In(Path.GetFileName(path));
        }
    }

    /// <summary>Reads a picture as it is stored from a stream, up to its end.</summary>
    public static StoredPicture Open(Stream stream, LoadOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        options ??= LoadOptions.Default;
        using var copy = new MemoryStream();
        var buffer = new byte[1 << 16];
        for (int count; (count = stream.Read(buffer)) > 0;)
        {
            if (copy.Length + count > options.MaxFileBytes)
                throw new PictureFormatException(PictureFault.TooLarge, $"too large: more than {options.MaxFileBytes:N0} bytes, the limit.");
            copy.Write(buffer, 0, count);
        }

        return Open(copy.GetBuffer().AsSpan(0, (int)copy.Length), options);
    }

    /// <summary>Reads a picture as it is stored from memory.</summary>
    public static StoredPicture Open(ReadOnlySpan<byte> file, LoadOptions? options = null) =>
        PictureReader.Read(file, options ?? LoadOptions.Default);

    /// <summary>Writes a picture.</summary>
    /// <param name="picture">8 bits a channel, sRGB; JPEG drops alpha.</param>
    /// <param name="path">The file; its ending names the format unless the options do.</param>
    /// <param name="options">Format, quality, metadata; null for the defaults.</param>
    /// <exception cref="ArgumentException">The ending or an option is not allowed.</exception>
    /// <exception cref="IOException">The file cannot be written; nothing of it is left.</exception>
    public static void Save(Picture picture, string path, SaveOptions? options = null) =>
        AtomicFile.Write(path, Encode(picture, WithFormat(path, options)));

    /// <summary>Writes a picture of 16 bits a channel as PNG.</summary>
    public static void Save(Picture16 picture, string path, SaveOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(picture);
        options = WithFormat(path, options);
        if (options.Format != PictureFormat.Png)
            throw new ArgumentException($"16 bits a channel are written as PNG only; {options.Format} was asked for.");
        AtomicFile.Write(path, PngWriter.Write(picture, options));
    }

    /// <summary>The bytes of a picture file; PNG unless the options say otherwise.</summary>
    public static byte[] Encode(Picture picture, SaveOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(picture);
        options ??= SaveOptions.Default;
        options.Check();
        return PictureWriter.Write(picture, options);
    }

    private static SaveOptions WithFormat(string path, SaveOptions? options)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        options ??= SaveOptions.Default;
        options.Check();
        return options.Format is not null ? options : options with { Format = FormatOf(path) };
    }

    /// <summary>The format that the ending of a file's name stands for.</summary>
    /// <exception cref="ArgumentException">None; the message lists those that are written.</exception>
    public static PictureFormat FormatOf(string path) => Path.GetExtension(path).ToUpperInvariant() switch
    {
        ".PNG" => PictureFormat.Png,
        ".JPG" or ".JPEG" => PictureFormat.Jpeg,
        ".WEBP" => PictureFormat.WebP,
        ".BMP" => PictureFormat.Bmp,
        var other => throw new ArgumentException($"A picture is written as .png, .jpg, .webp or .bmp; the ending '{other}' was given."),
    };
}
