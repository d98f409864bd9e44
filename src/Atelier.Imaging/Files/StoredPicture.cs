using Atelier.Imaging.Files;
using Atelier.Imaging.Files.Exif;

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

    /// <summary>The stored pixels; 16 bits became round(value / 257), smaller depths were stretched to 0..255, CMYK became RGB.</summary>
    public Picture Pixels { get; }

    /// <summary>The exact samples of a 16-bit file, else null.</summary>
    public Picture16? Samples16 { get; internal init; }

    /// <summary>Texts, profile, orientation.</summary>
    public PictureMetadata Metadata { get; internal init; } = PictureMetadata.Empty;

    /// <summary>Frames of an animation, 1 for a still picture. Only the first is read.</summary>
    public int Frames { get; internal init; } = 1;

    /// <summary>What was wrong but did not hinder, in words.</summary>
    public IReadOnlyList<string> Warnings { get; internal init; } = [];

    /// <summary>Four channels, 255 without ink, where a CMYK picture has a profile.</summary>
    internal byte[]? InvertedCmyk { get; init; }

    /// <summary>The picture as a viewer shows it, 8 bits a channel.</summary>
    /// <param name="convert">Whether an embedded profile is used to convert to sRGB (relative colorimetric, clipped).</param>
    public Picture ToPicture(bool convert = true) =>
        (convert ? ColourProfile.ToSrgb(this) : Pixels).Orient(Metadata.Orientation);

    /// <summary>What to write with an edited copy of <see cref="ToPicture"/>.</summary>
    /// <param name="converted">Whether the pixels are in sRGB now, so that the profile no longer describes them.</param>
    /// <remarks>Texts and XMP stay; EXIF stays without its thumbnail and with orientation 1; nothing is added.</remarks>
    public PictureMetadata MetadataForSaving(bool converted = true)
    {
        var exif = Metadata.Exif is { } bytes ? ExifBlock.Parse(bytes.Span) : null;
        exif?.ResetOrientation();
        exif?.RemoveThumbnail();
        return Metadata with
        {
            Exif = exif?.ToArray(),
            Orientation = 1,
            IccProfile = converted || InvertedCmyk is not null ? null : Metadata.IccProfile,
            Gamma = null,
        };
    }
}
