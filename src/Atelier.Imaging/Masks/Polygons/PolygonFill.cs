using Atelier.Imaging.Polygons;

namespace Atelier.Imaging;

/// <summary>Polygons as masks.</summary>
public static class PolygonFill
{
    /// <summary>The pixels of a polygon.</summary>
    /// <param name="points">Corners, x to the right and y down; the last joins the first.</param>
    /// <param name="width">Columns of the mask.</param>
    /// <param name="height">Rows of the mask.</param>
    /// <param name="rule">Which pixels along the border belong.</param>
    /// <exception cref="ArgumentException">There is no point, or one is not finite or beyond 2^24.</exception>
    public static Mask Fill(IReadOnlyList<(double X, double Y)> points, int width, int height, PolygonRule rule = PolygonRule.Centres)
    {
        ArgumentNullException.ThrowIfNull(points);
        if (points.Count == 0)
            throw new ArgumentException("A polygon has at least one point.");
        if (points.Any(p => !(Math.Abs(p.X) < 1 << 24 && Math.Abs(p.Y) < 1 << 24)))
            throw new ArgumentException("A polygon's coordinates are numbers below 2^24.");
        var mask = new Mask(width, height);
        switch (rule)
        {
            case PolygonRule.Pillow:
                PillowPolygon.Fill(points, mask);
                break;
            case PolygonRule.OpenCv:
                CvPolygon.Fill(points, mask);
                break;
            case PolygonRule.Coco:
                return CocoPolygon.Fill(points, width, height);
            default:
                CentrePolygon.Fill(points, mask);
                break;
        }

        return mask;
    }
}
