using Atelier.Imaging;

namespace Atelier.Systems.OminiControl2.Judging;

/// <summary>How well the edges of two pictures agree.</summary>
public static class EdgeAgreement
{
    /// <summary>Distance at which two edge pixels count as the same.</summary>
    public const double Tolerance = 1.5;

    /// <summary>The harmonic mean of precision and recall: 1 where all edges have one of the other picture beside them; 1 where neither has any.</summary>
    /// <param name="found">Edge map, anything from 128 is an edge.</param>
    /// <param name="truth">As large.</param>
    public static double F1(Picture found, Picture truth)
    {
        var (precision, recall) = (Recall(truth, found), Recall(found, truth));
        return precision + recall == 0 ? 0 : 2 * precision * recall / (precision + recall);
    }

    /// <summary>The share of the true edges that have a found one beside them; 1 where there are none.</summary>
    /// <param name="found">Edge map, anything from 128 is an edge.</param>
    /// <param name="truth">As large.</param>
    public static double Recall(Picture found, Picture truth)
    {
        var (a, b) = (Mask.From(found.ToGrey()), Mask.From(truth.ToGrey()));
        return b.Area == 0 ? 1 : a.Area == 0 ? 0 : (double)b.Intersect(a.Dilate(Tolerance)).Area / b.Area;
    }
}
