using Atelier.Imaging.Compositing;

namespace Atelier.Imaging;

/// <summary>OpenCV's seamlessClone.</summary>
/// <remarks>
/// Not the textbook problem (that is <see cref="PoissonBlend"/>): the mask is eroded three times, and the Poisson equation is solved on
/// the whole box around it, where outside the eroded mask the target's own gradients guide. Results are cut to bytes, not rounded.
/// </remarks>
public static class SeamlessClone
{
    private const int Erosions = 3;

    /// <summary>Clones the masked part of a source into a target.</summary>
    /// <param name="source">RGB.</param>
    /// <param name="target">RGB; must hold the mask's box at that place.</param>
    /// <param name="mask">The source's size; its outermost pixels are ignored.</param>
    /// <param name="centreX">Column of the target where the middle of the mask's box comes.</param>
    /// <param name="centreY">Row of the target where the middle of the mask's box comes.</param>
    /// <param name="mode">Which gradients guide.</param>
    /// <exception cref="ArgumentException">Sizes do not fit or the box lies outside the target.</exception>
    public static Picture Run(Picture source, Picture target, Mask mask, int centreX, int centreY, CloneMode mode = CloneMode.Normal)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(mask);
        if (source.Channels != 3 || target.Channels != 3 || mask.Width != source.Width || mask.Height != source.Height)
            throw new ArgumentException("Seamless cloning takes an RGB source, an RGB target and a mask of the source's size.");
        var result = new Picture(target.Width, target.Height, 3, [.. target.Pixels]);
        mask = WithoutBorder(mask);
        if (mask.Bounds() is not { } from)
            return result;
        int left = centreX - (from.Width / 2), top = centreY - (from.Height / 2);
        if (left < 0 || top < 0 || left + from.Width > target.Width || top + from.Height > target.Height)
            throw new ArgumentException($"The mask's box of {from.Width} x {from.Height} around {centreX}, {centreY} does not lie inside the target.");
        var box = new CloneBox(
            target.Crop(new PixelBox(left, top, left + from.Width, top + from.Height)), Patch(source, mask, from), Eroded(mask, from), mode);
        for (var c = 0; c < 3; c++)
        {
            var values = box.Solve(c);
            for (var y = 1; y < from.Height - 1; y++)
            {
                for (var x = 1; x < from.Width - 1; x++)
                    result.Row(top + y)[((left + x) * 3) + c] = (byte)Math.Clamp(values[(y * from.Width) + x], 0, 255);
            }
        }

        return result;
    }

    private static Mask WithoutBorder(Mask mask)
    {
        var inner = new Mask(mask.Width, mask.Height);
        for (var i = 0; i < inner.Cells.Length; i++)
        {
            int x = i % mask.Width, y = i / mask.Width;
            inner.Cells[i] = x == 0 || y == 0 || x == mask.Width - 1 || y == mask.Height - 1 ? (byte)0 : mask.Cells[i];
        }

        return inner;
    }

    private static Picture Patch(Picture source, Mask mask, PixelBox box)
    {
        var patch = source.Crop(box);
        for (var i = 0; i < patch.Pixels.Length; i++)
        {
            int x = i / 3 % box.Width, y = i / 3 / box.Width;
            patch.Pixels[i] *= mask.Cells[((box.Top + y) * mask.Width) + box.Left + x];
        }

        return patch;
    }

    private static Mask Eroded(Mask mask, PixelBox box)
    {
        var element = StructuringElement.Make(ElementShape.Rect, (2 * Erosions) + 1, (2 * Erosions) + 1);
        var eroded = new Picture(mask.Width, mask.Height, 1, mask.Cells).Erode(element);
        return new Mask(box.Width, box.Height, eroded.Crop(box).Pixels);
    }
}
