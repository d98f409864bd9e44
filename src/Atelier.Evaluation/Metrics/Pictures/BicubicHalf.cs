using Atelier.Torch;

namespace Atelier.Evaluation.Metrics.Pictures;

/// <summary>MATLAB's reduction to half by bicubic weights, along one side.</summary>
internal static class BicubicHalf
{
    private const double Scale = 0.5;
    private const int Taps = 10;

    /// <summary>Half as many rows. [H, W]</summary>
    public static Tensor Rows(Tensor picture)
    {
        var (size, half) = ((int)picture.Size(0), (int)Math.Ceiling(picture.Size(0) * Scale));
        var matrix = new double[half * size];
        for (var row = 0; row < half; row++)
        {
            var centre = (row + 0.5) / Scale - 0.5;
            var first = (int)Math.Floor(centre - 2 / Scale);
            var weights = Enumerable.Range(first, Taps).Select(i => Cubic(Scale * (centre - i))).ToArray();
            var sum = weights.Sum();
            for (var k = 0; k < Taps; k++)
                matrix[row * size + Mirrored(first + k, size)] += weights[k] / sum;
        }

        return Tensor.From(matrix, half, size).MatMul(picture);
    }

    private static int Mirrored(int index, int size)
    {
        var place = ((index % (2 * size)) + 2 * size) % (2 * size);
        return place < size ? place : 2 * size - 1 - place;
    }

    // Keys' kernel with a = -1/2.
    private static double Cubic(double x)
    {
        var d = Math.Abs(x);
        return d <= 1 ? (1.5 * d - 2.5) * d * d + 1 : d <= 2 ? ((-0.5 * d + 2.5) * d - 4) * d + 2 : 0;
    }
}
