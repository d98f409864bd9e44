namespace Atelier.Imaging;

/// <summary>How the source coordinate of an output position is found.</summary>
public sealed record InterpolationOptions
{
    /// <summary>The defaults.</summary>
    public static InterpolationOptions Default { get; } = new();

    /// <summary>Whether the outermost pixels' centres coincide; linear and cubic only.</summary>
    public bool AlignCorners { get; init; }

    /// <summary>Whether the window widens when shrinking, as in Pillow; linear and cubic only.</summary>
    public bool Antialias { get; init; }

    /// <summary>Where sizes came from a factor that was not recomputed from them: that factor; scale is 1 / it.</summary>
    public double? ScaleFactor { get; init; }
}
