namespace Atelier.Imaging.Resize;

/// <summary>Pillow's nearest: the coordinate starts at half a step and grows by adding the step in double.</summary>
internal static class NearestPass
{
    public static Picture Run(Picture picture, int width, int height, ResizeBox box)
    {
        var result = new Picture(width, height, picture.Channels);
        Copy<byte>(picture.Pixels, result.Pixels, picture.Channels, Positions(box.Left, box.Right, width, picture.Width),
            Positions(box.Top, box.Bottom, height, picture.Height), picture.Width);
        return result;
    }

    public static FloatPicture Run(FloatPicture picture, int width, int height, ResizeBox box)
    {
        var result = new FloatPicture(width, height, picture.Channels);
        Copy<float>(picture.Values, result.Values, picture.Channels, Positions(box.Left, box.Right, width, picture.Width),
            Positions(box.Top, box.Bottom, height, picture.Height), picture.Width);
        return result;
    }

    private static int[] Positions(double from, double to, int count, int size)
    {
        var step = PictureResize.Span(from, to) / count;
        var positions = new int[count];
        var at = (float)from + (step * 0.5);
        for (var i = 0; i < count; i++)
        {
            positions[i] = Math.Min((int)at, size - 1);
            at += step; // not (i + 0.5) * step: ties fall differently
        }

        return positions;
    }

    private static void Copy<T>(ReadOnlySpan<T> from, Span<T> to, int channels, int[] columns, int[] rows, int width)
    {
        foreach (var row in rows)
        {
            foreach (var column in columns)
            {
                from.Slice(((row * width) + column) * channels, channels).CopyTo(to);
                to = to[channels..];
            }
        }
    }
}
