using Atelier.Torch.Statistics;

namespace Atelier.Evaluation.Metrics.Pictures;

/// <summary>The 18 features of one normalised block: how its values, and their products with neighbours, are distributed.</summary>
internal static class NiqeBlock
{
    private static readonly (int Down, int Right)[] Neighbours = [(0, 1), (1, 0), (1, 1), (1, -1)];
    private static readonly double[] Shapes = [.. Enumerable.Range(0, 9801).Select(i => 0.2 + i * 0.001)];
    private static readonly double[] Ratios = Array.ConvertAll(Shapes, s => Math.Exp(
        2 * GammaFunction.Log(2 / s) - GammaFunction.Log(1 / s) - GammaFunction.Log(3 / s)));

    /// <summary>The features.</summary>
    /// <param name="block">Row by row.</param>
    /// <param name="side">Pixels of a row.</param>
    public static IEnumerable<double> Features(double[] block, int side)
    {
        var (shape, left, right) = Fit(block);
        List<double> features = [shape, (left + right) / 2];
        foreach (var (down, along) in Neighbours)
        {
            (shape, left, right) = Fit(Products(block, side, down, along));
            var mean = (right - left) * Math.Exp(GammaFunction.Log(2 / shape) - GammaFunction.Log(1 / shape));
            features.AddRange([shape, mean, left, right]);
        }

        return features;
    }

    // The block times itself rolled; rolling wraps round inside the block.
    private static double[] Products(double[] block, int side, int down, int along)
    {
        var rows = block.Length / side;
        var products = new double[block.Length];
        for (var y = 0; y < rows; y++)
        {
            for (var x = 0; x < side; x++)
                products[y * side + x] = block[y * side + x] * block[(y - down + rows) % rows * side + (x - along + side) % side];
        }

        return products;
    }

    // An asymmetric generalised Gaussian by moment matching, its shape the nearest on a grid.
    private static (double Shape, double Left, double Right) Fit(double[] values)
    {
        var left = Math.Sqrt(MeanSquare(values.Where(v => v < 0)));
        var right = Math.Sqrt(MeanSquare(values.Where(v => v > 0)));
        var asymmetry = left / right;
        var ratio = Math.Pow(values.Average(Math.Abs), 2) / values.Average(v => v * v);
        ratio *= (Math.Pow(asymmetry, 3) + 1) * (asymmetry + 1) / Math.Pow(asymmetry * asymmetry + 1, 2);
        var nearest = 0;
        for (var i = 1; i < Ratios.Length; i++)
        {
            if (Math.Pow(Ratios[i] - ratio, 2) < Math.Pow(Ratios[nearest] - ratio, 2))
                nearest = i;
        }

        var shape = Shapes[nearest];
        var spread = Math.Exp(0.5 * (GammaFunction.Log(1 / shape) - GammaFunction.Log(3 / shape)));
        return (shape, left * spread, right * spread);
    }

    private static double MeanSquare(IEnumerable<double> values) => values.Select(v => v * v).DefaultIfEmpty(double.NaN).Average();
}
