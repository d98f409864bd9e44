using Atelier.Imaging.Filters;

namespace Atelier.Imaging;

/// <summary>OpenCV's GaussianBlur.</summary>
public static class GaussianBlur
{
    /// <summary>Blurs bytes in fixed point: exact sums of weights in 256ths, rounded once.</summary>
    /// <param name="picture">Any picture.</param>
    /// <param name="width">Odd kernel width; 0 takes round(6 sigma + 1) | 1.</param>
    /// <param name="height">Odd kernel height; 0 likewise.</param>
    /// <param name="sigmaX">Deviation across; 0 takes it from the size.</param>
    /// <param name="sigmaY">Deviation down; 0 takes sigmaX.</param>
    /// <param name="border">What lies outside.</param>
    public static Picture BlurGaussian(
        this Picture picture, int width, int height, double sigmaX, double sigmaY = 0, BorderRule border = BorderRule.Reflect101)
    {
        ArgumentNullException.ThrowIfNull(picture);
        var (across, down) = Kernels(width, height, sigmaX, sigmaY, floats: false);
        int[] weightsX = GaussianKernel.ToFixedPoint(across), weightsY = GaussianKernel.ToFixedPoint(down);
        var columns = Border.Table(picture.Width, across.Length, border);
        var sums = new int[picture.Pixels.Length];
        var channels = picture.Channels;
        for (var i = 0; i < sums.Length; i++)
        {
            var (row, x, c) = (i / picture.Stride * picture.Stride, i % picture.Stride / channels, i % channels);
            var taps = columns[x];
            for (var k = 0; k < taps.Length; k++)
                sums[i] += taps[k] < 0 ? 0 : picture.Pixels[row + (taps[k] * channels) + c] * weightsX[k];
        }

        var rows = Border.Table(picture.Height, down.Length, border);
        var result = new Picture(picture.Width, picture.Height, channels);
        var line = new int[picture.Stride];
        for (var y = 0; y < picture.Height; y++)
        {
            Array.Fill(line, 1 << 15);
            for (var k = 0; k < down.Length; k++)
            {
                if (rows[y][k] is var at and >= 0)
                    Add(sums.AsSpan(at * picture.Stride, picture.Stride), weightsY[k], line);
            }

            var to = result.Row(y);
            for (var i = 0; i < line.Length; i++)
                to[i] = (byte)Math.Clamp(line[i] >> 16, 0, 255);
        }

        return result;
    }

    /// <summary>Blurs floats; a size of 0 takes round(8 sigma + 1) | 1.</summary>
    public static FloatPicture BlurGaussian(
        this FloatPicture picture, int width, int height, double sigmaX, double sigmaY = 0, BorderRule border = BorderRule.Reflect101)
    {
        var (across, down) = Kernels(width, height, sigmaX, sigmaY, floats: true);
        return SeparableFilter.Run(picture, across, down, border);
    }

    private static (double[] Across, double[] Down) Kernels(int width, int height, double sigmaX, double sigmaY, bool floats)
    {
        if (sigmaY <= 0)
            sigmaY = sigmaX;
        if ((width == 0 && sigmaX <= 0) || (height == 0 && sigmaY <= 0))
            throw new ArgumentException("A Gaussian blur needs a kernel size or a deviation above 0.");
        width = width == 0 ? GaussianKernel.SizeFor(sigmaX, floats) : width;
        height = height == 0 ? GaussianKernel.SizeFor(sigmaY, floats) : height;
        return (GaussianKernel.Make(width, sigmaX), GaussianKernel.Make(height, sigmaY));
    }

    private static void Add(ReadOnlySpan<int> from, int weight, Span<int> to)
    {
        for (var i = 0; i < to.Length; i++)
            to[i] += from[i] * weight;
    }
}
