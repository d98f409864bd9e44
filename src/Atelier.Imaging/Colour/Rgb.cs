namespace Atelier.Imaging;

/// <summary>An sRGB colour of three bytes.</summary>
/// <param name="R">Red.</param>
/// <param name="G">Green.</param>
/// <param name="B">Blue.</param>
public readonly record struct Rgb(byte R, byte G, byte B)
{
    /// <summary>Black.</summary>
    public static Rgb Black { get; } = new(0, 0, 0);

    /// <summary>White.</summary>
    public static Rgb White { get; } = new(255, 255, 255);

    /// <summary>The colour as <c>#rrggbb</c>.</summary>
    public override string ToString() => $"#{R:x2}{G:x2}{B:x2}";

    /// <summary>Mixes the colour into a pixel of RGB, by a share of 0..1.</summary>
    internal void MixInto(Span<byte> pixel, float share)
    {
        pixel[0] = (byte)(pixel[0] + ((R - pixel[0]) * share) + 0.5f);
        pixel[1] = (byte)(pixel[1] + ((G - pixel[1]) * share) + 0.5f);
        pixel[2] = (byte)(pixel[2] + ((B - pixel[2]) * share) + 0.5f);
    }
}
