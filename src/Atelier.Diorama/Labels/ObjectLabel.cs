namespace Atelier.Diorama.Labels;

/// <summary>How one object appears in the picture.</summary>
/// <param name="Left">Box of what is visible, pixels from the left edge; the box is empty (all 0) if nothing is.</param>
/// <param name="Top">Pixels from the top edge.</param>
/// <param name="Right">One past the last column.</param>
/// <param name="Bottom">One past the last row.</param>
/// <param name="VisiblePixels">Pixels that show it.</param>
/// <param name="FullPixels">Pixels that would show it if nothing stood before it, those outside the frame included.</param>
/// <param name="CentreX">Projected centre of its bounding box, pixels.</param>
/// <param name="CentreY">Projected centre of its bounding box, pixels.</param>
/// <param name="Depth">Distance of that centre along the optical axis, metres.</param>
public sealed record ObjectLabel(
    int Left, int Top, int Right, int Bottom, int VisiblePixels, int FullPixels, float CentreX, float CentreY, float Depth)
{
    /// <summary>Share of the object that is seen, 0..1.</summary>
    public float VisibleFraction => FullPixels == 0 ? 0 : (float)VisiblePixels / FullPixels;
}
