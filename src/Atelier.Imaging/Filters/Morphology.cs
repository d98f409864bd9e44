namespace Atelier.Imaging;

/// <summary>Dilation and erosion of grey values; what lies outside the picture is not looked at.</summary>
public static class Morphology
{
    /// <summary>The largest value under the element around each pixel; the element is not mirrored.</summary>
    public static Picture Dilate(this Picture picture, StructuringElement element, int iterations = 1) =>
        Repeat(picture, element, iterations, largest: true);

    /// <summary>The smallest value under the element around each pixel.</summary>
    public static Picture Erode(this Picture picture, StructuringElement element, int iterations = 1) =>
        Repeat(picture, element, iterations, largest: false);

    private static Picture Repeat(Picture picture, StructuringElement element, int iterations, bool largest)
    {
        ArgumentNullException.ThrowIfNull(picture);
        ArgumentNullException.ThrowIfNull(element);
        ArgumentOutOfRangeException.ThrowIfNegative(iterations);
        var offsets = element.Offsets();
        for (var i = 0; i < iterations; i++)
            picture = Run(picture, offsets, largest);
        return picture;
    }

    private static Picture Run(Picture picture, (int X, int Y)[] offsets, bool largest)
    {
        var result = new Picture(picture.Width, picture.Height, picture.Channels);
        var channels = picture.Channels;
        for (var y = 0; y < picture.Height; y++)
        {
            var to = result.Row(y);
            to.Fill((byte)(largest ? 0 : 255));
            foreach (var (dx, dy) in offsets)
            {
                if ((uint)(y + dy) >= (uint)picture.Height)
                    continue;
                ReadOnlySpan<byte> from = picture.Row(y + dy);
                int first = Math.Max(0, -dx) * channels, last = Math.Min(picture.Width, picture.Width - dx) * channels;
                for (var i = first; i < last; i++)
                {
                    var value = from[i + (dx * channels)];
                    if (largest ? value > to[i] : value < to[i])
                        to[i] = value;
                }
            }
        }

        return result;
    }
}
