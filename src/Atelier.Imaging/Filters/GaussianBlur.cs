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
        var sums = SeparableFilter.Run<int>(
            Array.ConvertAll(picture.Pixels, value => (int)value), picture.Width, picture.Height, picture.Channels,
            GaussianKernel.ToFixedPoint(across), GaussianKernel.ToFixedPoint(down), border);
        return new Picture(picture.Width, picture.Height, picture.Channels, Array.ConvertAll(sums, sum => (byte)((sum + (1 << 15)) >> 16)));
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
}
