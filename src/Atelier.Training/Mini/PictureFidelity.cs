using Atelier.Torch;

namespace Atelier.Training.Mini;

/// <summary>How close pictures in -1..1 are, for progress figures of a run.</summary>
internal static class PictureFidelity
{
    private const int Window = 11;
    private const double Sigma = 1.5;

    /// <summary>Peak signal-to-noise ratio of each picture, decibels. [B]</summary>
    public static Tensor Psnr(Tensor a, Tensor b) => (4 / (a - b).Square().Flatten(1).Mean([1]).Clamp(1e-12)).Log10() * 10;

    /// <summary>Mean structural similarity of each picture, Gaussian window of 11. (Wang et al. 2004) [B]</summary>
    public static Tensor Ssim(Tensor a, Tensor b)
    {
        var (c1, c2) = (Math.Pow(0.01 * 2, 2), Math.Pow(0.03 * 2, 2));
        var (meanA, meanB) = (Blurred(a), Blurred(b));
        var varianceA = Blurred(a.Square()) - meanA.Square();
        var varianceB = Blurred(b.Square()) - meanB.Square();
        var covariance = Blurred(a * b) - meanA * meanB;
        var map = (2 * meanA * meanB + c1) * (2 * covariance + c2) /
            ((meanA.Square() + meanB.Square() + c1) * (varianceA + varianceB + c2));
        return map.Flatten(1).Mean([1]);
    }

    private static Tensor Blurred(Tensor x)
    {
        var channels = x.Size(1);
        var at = Enumerable.Range(0, Window).Select(i => Math.Exp(-Math.Pow((i - (Window / 2)) / Sigma, 2) / 2)).ToArray();
        var line = Tensor.From([.. at.Select(v => (float)(v / at.Sum()))], Window).To(x.Device);
        var rows = line.Reshape(1, 1, Window, 1).Repeat(channels, 1, 1, 1);
        var columns = line.Reshape(1, 1, 1, Window).Repeat(channels, 1, 1, 1);
        var once = Tensor.Conv2d(x, rows, null, [1, 1], [0, 0], [1, 1], channels);
        return Tensor.Conv2d(once, columns, null, [1, 1], [0, 0], [1, 1], channels);
    }
}
