using Atelier.Imaging;

namespace Atelier.Evaluation.Metrics.Removal;

/// <summary>How the segments of an edited picture lie to each other and to the region that was edited.</summary>
public static class SegmentRelations
{
    private const double SameOverlap = 0.8;
    private const double SameShare = 0.9;

    // A 5 x 5 box three times.
    private const int Reach = 6;

    /// <summary>The segments, largest first, without those that repeat a kept one (overlap above 0.8) or lie in one (above 0.9 of their area).</summary>
    public static IReadOnlyList<Mask> Distinct(IEnumerable<Mask> segments)
    {
        var kept = new List<Mask>();
        foreach (var segment in segments.OrderByDescending(s => s.Area))
        {
            if (!kept.Any(other => Repeats(segment, other)))
                kept.Add(segment);
        }

        return kept;
    }

    /// <summary>Whether every pixel of a segment is in the region; true for one without pixels.</summary>
    public static bool IsNested(Mask segment, Mask region) => segment.Subtract(region).Area == 0;

    /// <summary>Whether two segments are at most 6 pixels apart, in rows and in columns.</summary>
    public static bool AreAdjacent(Mask one, Mask two)
    {
        var box = StructuringElement.Make(ElementShape.Rect, (2 * Reach) + 1, (2 * Reach) + 1);
        return Mask.From(one.ToPicture().Dilate(box)).Intersect(two).Area > 0;
    }

    private static bool Repeats(Mask segment, Mask kept)
    {
        double area = segment.Area, common = segment.Intersect(kept).Area;
        return MaskOverlap.IntersectionOverUnion(segment, kept) > SameOverlap || (area > 0 && common / area > SameShare);
    }
}
