namespace Atelier.Imaging;

/// <summary>The part of a picture worth repainting.</summary>
public static class CropRegion
{
    /// <summary>The box around a mask, with a margin, grown to an aspect ratio where the picture has room.</summary>
    /// <param name="mask">Grey; 0 is outside.</param>
    /// <param name="width">Columns of the aspect ratio.</param>
    /// <param name="height">Rows of the aspect ratio.</param>
    /// <param name="pad">Margin in pixels.</param>
    /// <remarks>As diffusers' get_crop_region; where the picture is too small the ratio is missed.</remarks>
    /// <exception cref="ArgumentException">The mask has no set pixel.</exception>
    public static PixelBox Of(Picture mask, int width, int height, int pad = 0)
    {
        ArgumentNullException.ThrowIfNull(mask);
        var box = Bounds(mask) ?? throw new ArgumentException("The mask has no set pixel.");
        var (x1, y1) = (Math.Max(box.Left - pad, 0), Math.Max(box.Top - pad, 0));
        var (x2, y2) = (Math.Min(box.Right + pad, mask.Width), Math.Min(box.Bottom + pad, mask.Height));
        var ratio = (double)width / height;
        if ((double)(x2 - x1) / (y2 - y1) > ratio)
            (y1, y2) = Grow(y1, y2, (int)(((x2 - x1) / ratio) - (y2 - y1)), mask.Height);
        else
            (x1, x2) = Grow(x1, x2, (int)(((y2 - y1) * ratio) - (x2 - x1)), mask.Width);
        return new PixelBox(x1, y1, x2, y2);
    }

    private static (int From, int To) Grow(int from, int to, int more, int size)
    {
        from -= more / 2;
        to += more - (more / 2);
        if (to >= size)
            (from, to) = (from - (to - size), size);
        if (from < 0)
            (from, to) = (0, to - from);
        return (from, Math.Min(to, size));
    }

    private static PixelBox? Bounds(Picture mask)
    {
        if (mask.Channels != 1)
            throw new ArgumentException($"A mask is grey; this picture has {mask.Channels} channels.");
        int left = mask.Width, top = mask.Height, right = 0, bottom = 0;
        for (var y = 0; y < mask.Height; y++)
        {
            for (var x = 0; x < mask.Width; x++)
            {
                if (mask.Pixels[(y * mask.Width) + x] == 0)
                    continue;
                (left, right) = (Math.Min(left, x), Math.Max(right, x + 1));
                (top, bottom) = (Math.Min(top, y), y + 1);
            }
        }

        return right == 0 ? null : new PixelBox(left, top, right, bottom);
    }
}
