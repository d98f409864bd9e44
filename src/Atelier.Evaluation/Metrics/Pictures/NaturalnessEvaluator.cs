using Atelier.Torch;

namespace Atelier.Evaluation.Metrics.Pictures;

/// <summary>NIQE: how far a picture's local statistics are from those of natural pictures; lower is better (Mittal et al. 2013).</summary>
/// <param name="parameters">Statistics of natural pictures.</param>
/// <param name="block">Side of the blocks in pixels, even.</param>
public sealed class NaturalnessEvaluator(NiqeParameters parameters, int block = 96)
{
    /// <summary>The score.</summary>
    /// <param name="luma">Brightness 0 to 255, [H, W]; at least one block each way, at least two in all.</param>
    public double Score(Tensor luma)
    {
        using var scope = Tensor.Scope();
        return Score(Features(luma), parameters);
    }

    /// <summary>Features of every block on two scales, block column by block column. [blocks, 36]</summary>
    /// <param name="luma">[H, W].</param>
    /// <exception cref="ArgumentException">There is no room for a block.</exception>
    public Tensor Features(Tensor luma)
    {
        var (rows, columns) = (luma.Size(0) / block, luma.Size(1) / block);
        if (rows == 0 || columns == 0)
            throw new ArgumentException($"NIQE needs at least {block} x {block} pixels, {luma.Describe()} was given.");
        using var scope = Tensor.Scope();
        var picture = luma.To(ScalarType.Float64).Narrow(0, 0, rows * block).Narrow(1, 0, columns * block);
        var fine = ScaleFeatures(Normalised(picture), block, rows, columns);
        var coarse = ScaleFeatures(Normalised(Halved(picture)), block / 2, rows, columns);
        return scope.Keep(Tensor.Cat([fine, coarse], 1));
    }

    /// <summary>The picture with its local mean taken off, over its local deviation. [H, W]</summary>
    internal Tensor Normalised(Tensor picture)
    {
        var window = parameters.Window.To(ScalarType.Float64);
        var radius = window.Size(0) / 2;
        Tensor Mean(Tensor values) => Tensor.Conv2d(
            values.Reshape(1, 1, values.Size(0), values.Size(1)).ReplicationPad(radius, radius, radius, radius),
            window.Reshape(1, 1, window.Size(0), window.Size(1)), null, [1, 1], [0, 0], [1, 1]).Select(0, 0).Select(0, 0);
        var mean = Mean(picture);
        var deviation = (Mean(picture.Square()) - mean.Square()).Abs().Sqrt();
        return (picture - mean) / (deviation + 1);
    }

    /// <summary>Half the size by bicubic weights that are widened against aliasing, as MATLAB does. [H / 2, W / 2]</summary>
    internal static Tensor Halved(Tensor picture) => BicubicHalf.Rows(BicubicHalf.Rows(picture).Transpose(0, 1)).Transpose(0, 1);

    private static Tensor ScaleFeatures(Tensor normalised, int side, long rows, long columns)
    {
        var features = new List<double>();
        for (var column = 0L; column < columns; column++)
        {
            for (var row = 0L; row < rows; row++)
                features.AddRange(NiqeBlock.Features(normalised.Narrow(0, row * side, side).Narrow(1, column * side, side).Contiguous().ToArray<double>(), side));
        }

        return Tensor.From([.. features], rows * columns, features.Count / (rows * columns));
    }

    // The distance of two normal distributions, with their covariances averaged.
    private static double Score(Tensor features, NiqeParameters parameters)
    {
        var usable = features.MaskedSelect(features.IsNan().Sum([1], keep: true).Eq(0).Expand(features.Shape)).Reshape(-1, features.Size(1));
        var mean = usable.Mean([0], keep: true);
        var centred = usable - mean;
        var covariance = centred.Transpose(0, 1).MatMul(centred) / (usable.Size(0) - 1);
        var inverse = ((parameters.Covariance.To(ScalarType.Float64) + covariance) / 2).PseudoInverse();
        var difference = parameters.Mean.To(ScalarType.Float64).Reshape(1, -1) - mean;
        return Math.Sqrt(difference.MatMul(inverse).MatMul(difference.Transpose(0, 1)).Item());
    }
}
