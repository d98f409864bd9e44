namespace Atelier.Imaging;

/// <summary>Growing and shrinking of masks by a disk; the time does not depend on the radius.</summary>
public static class MaskMorphology
{
    /// <summary>All pixels at most <paramref name="radius"/> away from a member.</summary>
    public static Mask Dilate(this Mask mask, double radius)
    {
        ArgumentNullException.ThrowIfNull(mask);
        CheckRadius(radius);
        var squares = DistanceTransform.Squares(mask.Invert().Cells, mask.Width, mask.Height);
        return Select(mask, (i, _, _) => squares[i] <= radius * radius);
    }

    /// <summary>The members more than <paramref name="radius"/> away from everything else.</summary>
    /// <param name="mask">The mask.</param>
    /// <param name="radius">In pixels, at least 0.</param>
    /// <param name="keepBorder">Whether members at the picture's border stay; else all outside counts as not a member.</param>
    public static Mask Erode(this Mask mask, double radius, bool keepBorder = false)
    {
        ArgumentNullException.ThrowIfNull(mask);
        CheckRadius(radius);
        var squares = DistanceTransform.Squares(mask.Cells, mask.Width, mask.Height);
        return Select(mask, (i, x, y) => mask.Cells[i] != 0 && squares[i] > radius * radius && (keepBorder || ToBorder(x, y) > radius));

        int ToBorder(int x, int y) => 1 + Math.Min(Math.Min(x, mask.Width - 1 - x), Math.Min(y, mask.Height - 1 - y));
    }

    /// <summary>Erosion, then dilation: what is thinner than the disk goes.</summary>
    public static Mask Open(this Mask mask, double radius) => mask.Erode(radius).Dilate(radius);

    /// <summary>Dilation, then erosion: what is narrower than the disk is closed; the border of the picture is eroded.</summary>
    public static Mask Close(this Mask mask, double radius) => mask.Dilate(radius).Erode(radius);

    /// <summary>The members with a non-member above, below, left or right; outside the picture is no member.</summary>
    public static Mask Edge(this Mask mask)
    {
        ArgumentNullException.ThrowIfNull(mask);
        return Select(mask, (i, x, y) => mask.Cells[i] != 0 && !(mask[x - 1, y] && mask[x + 1, y] && mask[x, y - 1] && mask[x, y + 1]));
    }

    private static Mask Select(Mask mask, Func<int, int, int, bool> takes)
    {
        var result = new Mask(mask.Width, mask.Height);
        for (var i = 0; i < result.Cells.Length; i++)
            result.Cells[i] = (byte)(takes(i, i % mask.Width, i / mask.Width) ? 1 : 0);
        return result;
    }

    private static void CheckRadius(double radius)
    {
        if (!(radius >= 0))
            throw new ArgumentOutOfRangeException(nameof(radius), radius, "A radius is at least 0.");
    }
}
