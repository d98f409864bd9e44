namespace Atelier.Imaging;

/// <summary>What reading a picture file may cost; checked before memory is taken.</summary>
public sealed record LoadOptions
{
    /// <summary>The defaults.</summary>
    public static LoadOptions Default { get; } = new();

    private const long MostPixels = 1L << 29; // four bytes of each still fit one array

    /// <summary>Most pixels of a picture; above 2^29 counts as 2^29.</summary>
    /// <value>2^28, for example 16,384 x 16,384.</value>
    public long MaxPixels { get; init; } = 1L << 28;

    /// <summary>Most bytes of a file, up to 2^31 - 57.</summary>
    /// <value>2^30.</value>
    public long MaxFileBytes { get; init; } = 1L << 30;

    /// <summary>Most bytes of one text entry after inflating; longer ones are dropped with a warning.</summary>
    /// <value>2^20.</value>
    public int MaxTextBytes { get; init; } = 1 << 20;

    /// <summary>Most bytes of an ICC profile, an EXIF block or an XMP packet; longer ones are dropped with a warning.</summary>
    /// <value>2^24.</value>
    public int MaxProfileBytes { get; init; } = 1 << 24;

    internal void CheckSize(long width, long height)
    {
        if (width == 0 || height == 0)
            throw new PictureFormatException(PictureFault.ZeroSize, $"zero size: the picture is {width} x {height} pixels. Save it again.");
        if (width > int.MaxValue || height > int.MaxValue || width > Math.Min(MaxPixels, MostPixels - 1) / height)
            throw new PictureFormatException(
                PictureFault.TooLarge, $"too large: {width} x {height} pixels, {Math.Min(MaxPixels, MostPixels):N0} are allowed. Make it smaller first.");
    }
}
