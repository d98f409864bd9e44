namespace Atelier.Imaging;

/// <summary>A picture file cannot be read: the only exception that the content of a file can cause.</summary>
public sealed class PictureFormatException : Exception
{
    /// <summary>Refuses a picture.</summary>
    /// <param name="fault">The kind of reason.</param>
    /// <param name="message">The reason in words, and what to do.</param>
    /// <param name="file">The file's name where it is known.</param>
    /// <param name="inner">What caused it.</param>
    public PictureFormatException(PictureFault fault, string message, string? file = null, Exception? inner = null)
        : base(file is null ? message : $"{file}: {message}", inner)
    {
        (Fault, Reason, File) = (fault, message, file);
    }

    /// <summary>The kind of reason.</summary>
    public PictureFault Fault { get; }

    /// <summary>The reason in words, without the file's name.</summary>
    public string Reason { get; }

    /// <summary>The refused file, or null for bytes and streams.</summary>
    public string? File { get; }

    internal PictureFormatException In(string file) => new(Fault, Reason, file, this);

    internal static PictureFormatException Truncated(string what) =>
        new(PictureFault.Truncated, $"the file is truncated: {what}. Copy or download it again.");

    internal static PictureFormatException Damaged(string what) =>
        new(PictureFault.Damaged, $"the file is damaged: {what}. Save it again with another program, or copy it again.");

    internal static PictureFormatException Missing(string what) =>
        new(PictureFault.MissingPart, $"the file is damaged: {what} is missing. Save it again with another program.");

    internal static PictureFormatException Unsupported(string what) =>
        new(PictureFault.Unsupported, $"unsupported: {what}. Save the picture as PNG or JPEG first.");
}
