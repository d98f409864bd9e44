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
        int[] across = Kernel(dx, size), down = Kernel(dy, size);
        var columns = Border.Table(picture.Width, across.Length, border);
        var rows = Border.Table(picture.Height, down.Length, border);
        var sums = new int[picture.Width * picture.Height];
        for (var i = 0; i < sums.Length; i++)
        {
            var taps = columns[i % picture.Width];
            var row = i / picture.Width * picture.Stride;
            for (var k = 0; k < taps.Length; k++)
                sums[i] += taps[k] < 0 ? 0 : picture.Pixels[row + (taps[k] * picture.Channels) + channel] * across[k];
        }

        var result = new short[sums.Length];
        for (var i = 0; i < result.Length; i++)
        {
            var taps = rows[i / picture.Width];
            var sum = 0;
            for (var k = 0; k < taps.Length; k++)
                sum += taps[k] < 0 ? 0 : sums[(taps[k] * picture.Width) + (i % picture.Width)] * down[k];
            result[i] = (short)Math.Clamp(Math.Round(sum * scale), short.MinValue, short.MaxValue);
        }

        return result;
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
