namespace Atelier.Imaging;

/// <summary>Shapes of a structuring element.</summary>
public enum ElementShape
{
    /// <summary>All pixels.</summary>
    Rect,

    /// <summary>The middle row and column.</summary>
    Cross,

    /// <summary>OpenCV's ellipse, narrower than a disk.</summary>
    Ellipse,
}
