namespace Atelier.Imaging;

/// <summary>OpenCV's Gaussian kernels.</summary>
public static class GaussianKernel
{
    private static readonly double[][] Binomial =
    [
        [1],
        [0.25, 0.5, 0.25],
        [0.0625, 0.25, 0.375, 0.25, 0.0625],
        [0.03125, 0.109375, 0.21875, 0.28125, 0.21875, 0.109375, 0.03125],
        [4 / 256.0, 13 / 256.0, 30 / 256.0, 51 / 256.0, 60 / 256.0, 51 / 256.0, 30 / 256.0, 13 / 256.0, 4 / 256.0],
    ];

    /// <summary>A kernel of sum 1.</summary>
    /// <param name="size">Odd, at least 1.</param>
    /// <param name="sigma">Standard deviation; 0 or less means fixed kernels up to size 9, else 0.3 ((size - 1) / 2 - 1) + 0.8.</param>
    public static double[] Make(int size, double sigma)
    {
        if (size < 1 || size % 2 == 0)
            throw new ArgumentException($"A Gaussian kernel has an odd size; {size} was given.");
        if (sigma <= 0 && size / 2 < Binomial.Length)
            return [.. Binomial[size / 2]];
        if (sigma <= 0)
            sigma = (0.3 * (((size - 1) * 0.5) - 1)) + 0.8;
        var kernel = new double[size];
        for (var i = 0; i < size; i++)
        {
            var x = i - ((size - 1) * 0.5);
            kernel[i] = Math.Exp(-0.5 * x * x / (sigma * sigma));
        }

        var sum = kernel.Sum();
        return Array.ConvertAll(kernel, value => value / sum);
    }

    /// <summary>The size that OpenCV takes for a deviation.</summary>
    internal static int SizeFor(double sigma, bool floats) => (int)Math.Round((sigma * (floats ? 8 : 6)) + 1) | 1;

    /// <summary>The kernel times 256: rounded from the ends inward with the error carried on, the centre taking the rest.</summary>
    internal static int[] ToFixedPoint(double[] kernel)
    {
        var result = new int[kernel.Length];
        var rest = 256;
        double error = 0;
        for (var i = 0; i < kernel.Length / 2; i++)
        {
            var wanted = (kernel[i] * 256) + error;
            var rounded = (int)Math.Round(wanted);
            error = wanted - rounded;
            result[i] = result[^(i + 1)] = rounded;
            rest -= 2 * rounded;
        }

        result[kernel.Length / 2] = rest;
        return result;
    }
}
