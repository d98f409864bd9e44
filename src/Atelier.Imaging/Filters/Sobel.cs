using Atelier.Imaging.Filters;

namespace Atelier.Imaging;

/// <summary>OpenCV's Sobel derivatives.</summary>
public static class Sobel
{
    /// <summary>Derivatives of one channel, saturated to 16 bits.</summary>
    /// <param name="picture">Any picture.</param>
    /// <param name="dx">Order across, 0 to 2.</param>
    /// <param name="dy">Order down, 0 to 2.</param>
    /// <param name="size">Kernel size: 1 (3 along the derivative), 3, 5 or 7.</param>
    /// <param name="border">What lies outside.</param>
    /// <param name="channel">The channel.</param>
    /// <param name="scale">Factor of the results, which are rounded half to even.</param>
    /// <returns>Height x width values.</returns>
    public static short[] Derive(
        Picture picture, int dx, int dy, int size = 3, BorderRule border = BorderRule.Reflect101, int channel = 0, double scale = 1)
    {
        ArgumentNullException.ThrowIfNull(picture);
        var values = Array.ConvertAll(picture.Channel(channel).Pixels, value => (int)value);
        var sums = SeparableFilter.Run<int>(values, picture.Width, picture.Height, 1, Kernel(dx, size), Kernel(dy, size), border);
        return Array.ConvertAll(sums, sum => (short)Math.Clamp(Math.Round(sum * scale), short.MinValue, short.MaxValue));
    }

    /// <summary>Binomial smoothing, differentiated <paramref name="order"/> times.</summary>
    private static int[] Kernel(int order, int size)
    {
        if (size is not (1 or 3 or 5 or 7) || order is < 0 or > 2)
            throw new ArgumentException($"Sobel sizes are 1, 3, 5, 7 and orders 0 to 2; size {size} and order {order} were given.");
        if (size == 1 && order > 0)
            size = 3;
        int[] kernel = [1];
        for (var step = 1; step < size; step++)
        {
            var sign = step < size - order ? 1 : -1; // [1 1] smooths, [-1 1] differentiates
            var longer = new int[kernel.Length + 1];
            for (var i = 0; i < kernel.Length; i++)
            {
                longer[i] += sign * kernel[i];
                longer[i + 1] += kernel[i];
            }

            kernel = longer;
        }

        return kernel;
    }
}
