namespace Atelier.Imaging;

/// <summary>What Pillow's resize can be told beside size and filter.</summary>
public sealed record ResizeOptions
{
    /// <summary>The defaults: the whole picture, no reduction before, across first.</summary>
    public static ResizeOptions Default { get; } = new();

    /// <summary>The part to resize, fractions of pixels allowed; null for all.</summary>
    public ResizeBox? Box { get; init; }

    /// <summary>Above 1: shrink first by whole factors, so that the filter sees at least this many times the size; faster.</summary>
    /// <remarks>Pillow ignores it for pictures with alpha, and so do we.</remarks>
    public double? ReducingGap { get; init; }

    /// <summary>The order of the two passes.</summary>
    public ResizePasses Passes { get; init; } = ResizePasses.HorizontalFirst;
}
