namespace Atelier.Imaging;

/// <summary>A picture file as it is stored: not turned, not colour-converted.</summary>
public sealed class StoredPicture
{
    internal StoredPicture(PictureFormat format, Picture pixels)
    {
        (Format, Pixels) = (format, pixels);
    }

    /// <summary>The format, found by content.</summary>
    public PictureFormat Format { get; }

    /// <summary>The stored pixels; 16 bits became round(value / 257), smaller depths were stretched to 0..255.</summary>
    public Picture Pixels { get; }

    /// <summary>The exact samples of a 16-bit file, else null.</summary>
    public Picture16? Samples16 { get; internal init; }

    /// <summary>Texts, profile, orientation.</summary>
    public PictureMetadata Metadata { get; internal init; } = PictureMetadata.Empty;

    /// <summary>Frames of an animation, 1 for a still picture. Only the first is read.</summary>
    public int Frames { get; internal init; } = 1;

    /// <summary>What was wrong but did not hinder, in words.</summary>
    public IReadOnlyList<string> Warnings { get; internal init; } = [];

    /// <summary>The picture as a viewer shows it: turned, in sRGB, 8 bits a channel.</summary>
    public Picture ToPicture() => Pixels;
}
