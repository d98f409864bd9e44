namespace Atelier.Imaging;

/// <summary>What a picture file says beside its pixels.</summary>
/// <remarks>
/// When a loaded picture is edited and saved, pass its metadata on: texts, profile and XMP are kept byte for byte, EXIF loses
/// its thumbnail and says orientation 1 (the pixels were turned when they were loaded).
/// </remarks>
public sealed record PictureMetadata
{
    /// <summary>The key of the A1111 generation parameters.</summary>
    public const string ParametersKey = "parameters";

    /// <summary>The key of our own JSON.</summary>
    public const string AtelierKey = "atelier";

    /// <summary>Nothing.</summary>
    public static PictureMetadata Empty { get; } = new();

    /// <summary>Text entries: PNG keywords, or <c>UserComment</c>, <c>ImageDescription</c>, <c>comment</c> of JPEG and WebP.</summary>
    public IReadOnlyDictionary<string, string> Text { get; init; } = new Dictionary<string, string>();

    /// <summary>The ICC profile of the stored pixels, or null for sRGB.</summary>
    public ReadOnlyMemory<byte>? IccProfile { get; init => field = Content(value); }

    /// <summary>The EXIF block, beginning with its TIFF header.</summary>
    public ReadOnlyMemory<byte>? Exif { get; init => field = Content(value); }

    /// <summary>The XMP packet.</summary>
    public ReadOnlyMemory<byte>? Xmp { get; init => field = Content(value); }

    /// <summary>How the stored pixels are to be turned, 1 (not at all) to 8, as in EXIF.</summary>
    public int Orientation { get; init; } = 1;

    /// <summary>The exponent of a PNG's gAMA field where that alone describes its colours; null otherwise.</summary>
    public double? Gamma { get; init; }

    /// <summary>The A1111 generation parameters, wherever the format keeps them.</summary>
    public string? Parameters =>
        Text.GetValueOrDefault(ParametersKey) ?? Text.GetValueOrDefault("UserComment");

    /// <summary>A copy with one text entry more, or replaced.</summary>
    /// <param name="key">PNG keyword: 1 to 79 Latin-1 characters.</param>
    /// <param name="value">Any text without NUL.</param>
    public PictureMetadata With(string key, string value) =>
        this with { Text = new Dictionary<string, string>(Text) { [key] = value } };

    // A null array becomes an empty block and not null, by the language's conversions; an empty one says nothing either.
    private static ReadOnlyMemory<byte>? Content(ReadOnlyMemory<byte>? block) => block is { IsEmpty: false } ? block : null;
}
