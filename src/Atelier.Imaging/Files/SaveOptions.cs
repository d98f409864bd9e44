namespace Atelier.Imaging;

/// <summary>How a picture is written.</summary>
public sealed record SaveOptions
{
    /// <summary>The defaults.</summary>
    public static SaveOptions Default { get; } = new();

    /// <summary>The format, or null to take it from the file's ending.</summary>
    public PictureFormat? Format { get; init; }

    /// <summary>Quality of JPEG and lossy WebP, 1 to 100.</summary>
    /// <value>95.</value>
    public int Quality { get; init; } = 95;

    /// <summary>Whether WebP is written without loss.</summary>
    public bool Lossless { get; init; }

    /// <summary>Work spent on the size of a WebP, 0 (fast) to 6 (small); what is decoded from a lossless one does not depend on it.</summary>
    /// <value>4.</value>
    public int Effort { get; init; } = 4;

    /// <summary>zlib level of PNG, 0 (none) to 9 (smallest).</summary>
    /// <value>6.</value>
    public int Compression { get; init; } = 6;

    /// <summary>Texts, profile, EXIF and XMP to write into the file, as far as its format can hold them.</summary>
    public PictureMetadata? Metadata { get; init; }

    internal void Check()
    {
        if (Quality is < 1 or > 100)
            throw new ArgumentException($"Quality is 1 to 100; {Quality} was given.");
        if (Effort is < 0 or > 6)
            throw new ArgumentException($"Effort is 0 to 6; {Effort} was given.");
        if (Compression is < 0 or > 9)
            throw new ArgumentException($"Compression is 0 to 9; {Compression} was given.");
    }
}
