namespace Atelier.Imaging;

/// <summary>What two masks share.</summary>
public static class MaskOverlap
{
    /// <summary>The pixels in both.</summary>
    public static Mask Intersect(this Mask one, Mask two) => Combine(one, two, (a, b) => a & b);

    /// <summary>The pixels in either.</summary>
    public static Mask Unite(this Mask one, Mask two) => Combine(one, two, (a, b) => a | b);

    /// <summary>The pixels in the first and not in the second.</summary>
    public static Mask Subtract(this Mask one, Mask two) => Combine(one, two, (a, b) => a & ~b);

    /// <summary>The intersection's area over the union's; 0 where both are empty.</summary>
    public static double IntersectionOverUnion(Mask one, Mask two)
    {
        var union = one.Unite(two).Area;
        return union == 0 ? 0 : (double)one.Intersect(two).Area / union;
    }

    private static Mask Combine(Mask one, Mask two, Func<int, int, int> operation)
    {
        ArgumentNullException.ThrowIfNull(one);
        ArgumentNullException.ThrowIfNull(two);
        if (one.Width != two.Width || one.Height != two.Height)
            throw new ArgumentException($"Masks of one size are needed; {one.Width} x {one.Height} and {two.Width} x {two.Height} were given.");
        var result = new Mask(one.Width, one.Height);
        for (var i = 0; i < result.Cells.Length; i++)
            result.Cells[i] = (byte)operation(one.Cells[i], two.Cells[i]);
        return result;
    }
}
