using Atelier.Torch;

namespace Atelier.Evaluation.Metrics.Pictures;

/// <summary>Averages over a window that is the product of one line along each side.</summary>
internal static class Window
{
    /// <summary>Equal weights.</summary>
    public static double[] Uniform(int taps) => [.. Enumerable.Repeat(1.0 / taps, taps)];

    /// <summary>Weights of a normal distribution, adding up to 1.</summary>
    public static double[] Gaussian(int taps, double sigma)
    {
        var weights = new double[taps];
        for (var i = 0; i < taps; i++)
            weights[i] = Math.Exp(-Math.Pow(i - taps / 2, 2) / (2 * sigma * sigma));
        var sum = weights.Sum();
        return Array.ConvertAll(weights, w => w / sum);
    }

    /// <summary>Averages where the whole window fits. [B, C, H, W]; a side shorter than the window is left as it is.</summary>
    public static Tensor Valid(Tensor planes, double[] line)
    {
        // Every plane is a picture of one channel: grouped convolutions are slow in double precision.
        var (batch, channels, taps) = (planes.Size(0), planes.Size(1), line.Length);
        var weight = Tensor.From(line, 1, 1, taps, 1);
        planes = planes.Reshape(batch * channels, 1, planes.Size(2), planes.Size(3));
        if (planes.Size(2) >= taps)
            planes = Tensor.Conv2d(planes, weight, null, [1, 1], [0, 0], [1, 1]);
        if (planes.Size(3) >= taps)
            planes = Tensor.Conv2d(planes, weight.Transpose(2, 3), null, [1, 1], [0, 0], [1, 1]);
        return planes.Reshape(batch, channels, planes.Size(2), planes.Size(3));
    }

    /// <summary>Averages everywhere, the picture mirrored at its edges with the edge pixel repeated. [B, C, H, W]</summary>
    public static Tensor Mirrored(Tensor planes, double[] line)
    {
        var radius = line.Length / 2;
        foreach (var dimension in (int[])[2, 3])
            planes = planes.IndexSelect(dimension, Mirror((int)planes.Size(dimension), radius));
        return Valid(planes, line);
    }

    private static Tensor Mirror(int size, int radius)
    {
        var indices = new long[size + 2 * radius];
        for (var i = 0; i < indices.Length; i++)
        {
            var place = (((i - radius) % (2 * size)) + 2 * size) % (2 * size);
            indices[i] = place < size ? place : 2 * size - 1 - place;
        }

        return Tensor.From(indices, indices.Length);
    }
}
