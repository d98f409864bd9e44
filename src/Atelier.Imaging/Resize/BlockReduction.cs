namespace Atelier.Imaging.Resize;

/// <summary>Pillow's reduce: means of whole blocks, as a fast first step of a strong reduction.</summary>
internal static class BlockReduction
{
    /// <summary>Shrinks before the filter where <paramref name="gap"/> allows it; gives the picture and the part to go on with.</summary>
    public static (Picture Picture, ResizeBox Box) Before(Picture picture, int width, int height, ResizeBox box, ResizeFilter filter, double gap)
    {
        if (!(gap >= 1))
            throw new ArgumentException($"The reducing gap is at least 1; {gap} was given.");
        var factorX = Math.Max(1, (int)((box.Right - box.Left) / width / gap));
        var factorY = Math.Max(1, (int)((box.Bottom - box.Top) / height / gap));
        if (factorX == 1 && factorY == 1)
            return (picture, box);
        var support = FilterKernel.Of(filter).Support - 0.5;
        var marginX = support * (box.Right - box.Left) / width;
        var marginY = support * (box.Bottom - box.Top) / height;
        int left = Math.Max(0, (int)(box.Left - marginX)), top = Math.Max(0, (int)(box.Top - marginY));
        int right = Math.Min(picture.Width, (int)Math.Ceiling(box.Right + marginX));
        int bottom = Math.Min(picture.Height, (int)Math.Ceiling(box.Bottom + marginY));
        var reduced = Reduce(picture, factorX, factorY, left, top, right, bottom);
        return (reduced, new ResizeBox((box.Left - left) / factorX, (box.Top - top) / factorY, (box.Right - left) / factorX, (box.Bottom - top) / factorY));
    }

    private static Picture Reduce(Picture picture, int factorX, int factorY, int left, int top, int right, int bottom)
    {
        int width = right - left, height = bottom - top;
        var result = new Picture((width + factorX - 1) / factorX, (height + factorY - 1) / factorY, picture.Channels);
        for (var y = 0; y < result.Height; y++)
        {
            for (var x = 0; x < result.Width; x++)
            {
                int fromX = left + (x * factorX), toX = Math.Min(right, fromX + factorX);
                int fromY = top + (y * factorY), toY = Math.Min(bottom, fromY + factorY);
                for (var c = 0; c < picture.Channels; c++)
                    result.Row(y)[(x * picture.Channels) + c] = Mean(picture, fromX, fromY, toX, toY, c);
            }
        }

        return result;
    }

    private static byte Mean(Picture picture, int fromX, int fromY, int toX, int toY, int channel)
    {
        var count = (toX - fromX) * (toY - fromY);
        var sum = (uint)(count / 2);
        for (var y = fromY; y < toY; y++)
        {
            for (var x = fromX; x < toX; x++)
                sum += picture.Pixels[(((y * picture.Width) + x) * picture.Channels) + channel];
        }

        var reciprocal = (uint)(4294967296f / (256 * count)); // the quotient in 24 fractional bits, as a float gives it
        return (byte)(sum * reciprocal >> 24);
    }
}
