namespace Atelier.Imaging;

/// <summary>Why a picture file was refused.</summary>
public enum PictureFault
{
    /// <summary>The file has no bytes.</summary>
    Empty,

    /// <summary>The content is no picture in any known format.</summary>
    NotAPicture,

    /// <summary>A known format, or a variant of a format, that is not read here; the message names it.</summary>
    Unsupported,

    /// <summary>The file ends before the picture does.</summary>
    Truncated,

    /// <summary>A stored checksum does not fit the data.</summary>
    Checksum,

    /// <summary>More pixels or bytes than <see cref="LoadOptions"/> allow.</summary>
    TooLarge,

    /// <summary>The width or the height is 0.</summary>
    ZeroSize,

    /// <summary>A part that the format demands is missing: palette, quantisation table, picture data.</summary>
    MissingPart,

    /// <summary>A field or the compressed data hold what the format does not allow.</summary>
    Damaged,
}
