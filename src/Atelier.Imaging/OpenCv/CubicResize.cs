namespace Atelier.Imaging.OpenCv;

/// <summary>Cubic in float, as in OpenCV 5 (older versions round the weights to 11 bits and differ by one level).</summary>
internal static class CubicResize
{
    private const float A = -0.75f;

    public static Picture Run(Picture picture, int width, int height, double scaleX, double scaleY)
    {
        var (across, down) = (Taps(picture.Width, width, scaleX), Taps(picture.Height, height, scaleY));
        var channels = picture.Channels;
        var stride = width * channels;
        var sums = new double[picture.Height * stride];
        for (var i = 0; i < sums.Length; i++)
        {
            var (row, c) = (i / stride * picture.Stride, i % channels);
            foreach (var (at, weight) in across[i % stride / channels])
                sums[i] += picture.Pixels[row + (at * channels) + c] * weight;
        }

        var result = new Picture(width, height, channels);
        for (var i = 0; i < result.Pixels.Length; i++)
        {
            double sum = 0;
            foreach (var (at, weight) in down[i / stride])
                sum += sums[(at * stride) + (i % stride)] * weight;
            result.Pixels[i] = (byte)Math.Clamp(Math.Round(sum), 0, 255);
        }

        return result;
    }

    private static (int At, double Weight)[][] Taps(int from, int to, double scale)
    {
        var result = new (int, double)[to][];
        for (var i = 0; i < to; i++)
        {
            var source = (float)(((i + 0.5) * scale) - 0.5);
            var low = (int)MathF.Floor(source);
            var weights = Weights(source - low);
            result[i] = [.. weights.Select((weight, k) => (Math.Clamp(low - 1 + k, 0, from - 1), (double)weight))];
        }

        return result;
    }

    private static float[] Weights(float x)
    {
        float[] weights =
        [
            (((((A * (x + 1)) - (5 * A)) * (x + 1)) + (8 * A)) * (x + 1)) - (4 * A),
            ((((A + 2) * x) - (A + 3)) * x * x) + 1,
            ((((A + 2) * (1 - x)) - (A + 3)) * (1 - x) * (1 - x)) + 1,
            0,
        ];
        weights[3] = 1 - weights[0] - weights[1] - weights[2];
        return weights;
    }
}
