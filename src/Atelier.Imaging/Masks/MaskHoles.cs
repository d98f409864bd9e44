namespace Atelier.Imaging;

/// <summary>Holes: background that the mask cuts off from the picture's border.</summary>
public static class MaskHoles
{
    /// <summary>The mask with its holes filled.</summary>
    /// <param name="mask">The mask.</param>
    /// <param name="background">How background hangs together; with eight there are fewer holes.</param>
    public static Mask FillHoles(this Mask mask, Connectivity background = Connectivity.Four)
    {
        ArgumentNullException.ThrowIfNull(mask);
        var parts = ConnectedComponents.Of(mask.Invert(), background);
        var open = parts.Parts.Where(part => TouchesBorder(part.Box, mask)).Select(part => part.Label).ToHashSet();
        return new Mask(mask.Width, mask.Height, Array.ConvertAll(parts.Labels, label => (byte)(label != 0 && open.Contains(label) ? 0 : 1)));
    }

    private static bool TouchesBorder(PixelBox box, Mask mask) =>
        box.Left == 0 || box.Top == 0 || box.Right == mask.Width || box.Bottom == mask.Height;
}
