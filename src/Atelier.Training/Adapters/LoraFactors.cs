using Atelier.Torch;

namespace Atelier.Training.Adapters;

/// <summary>How a low-rank adapter starts. W + scaling B A is in force, with scaling = alpha / rank.</summary>
/// <param name="A">[rank, in]</param>
/// <param name="B">[out, rank]</param>
/// <param name="Base">[out, in], the weight that stays frozen; changed where the factors do not start at zero product.</param>
public sealed record LoraFactors(Tensor A, Tensor B, Tensor Base)
{
    /// <summary>PEFT's default: A uniform within 1/sqrt(in), B zero.</summary>
    /// <param name="weight">[out, in]</param>
    /// <param name="uniform">Draws in [0, 1). [rank, in]</param>
    public static LoraFactors Kaiming(Tensor weight, Tensor uniform)
    {
        var bound = 1 / Math.Sqrt(weight.Size(1));
        return new(uniform * (2 * bound) - bound, ZeroB(weight, uniform), weight);
    }

    /// <summary>A normal with standard deviation 1/rank, B zero.</summary>
    /// <param name="weight">[out, in]</param>
    /// <param name="normal">Standard normal draws. [rank, in]</param>
    public static LoraFactors Gaussian(Tensor weight, Tensor normal) => new(normal / normal.Size(0), ZeroB(weight, normal), weight);

    /// <summary>The largest singular directions, taken out of the weight. (Meng et al. 2024, arXiv 2404.02948)</summary>
    public static LoraFactors Pissa(Tensor weight, int rank, double scaling)
    {
        var (u, s, vh) = weight.Svd();
        var root = (s.Narrow(0, 0, rank) / scaling).Sqrt();
        return TakenOut(weight, root.Unsqueeze(1) * vh.Narrow(0, 0, rank), u.Narrow(1, 0, rank) * root, scaling);
    }

    /// <summary>The first columns of a QR decomposition, taken out of the weight. (Büyükakyüz 2024, arXiv 2406.01775)</summary>
    public static LoraFactors Olora(Tensor weight, int rank, double scaling)
    {
        var (q, r) = weight.Qr();
        return TakenOut(weight, r.Narrow(0, 0, rank), q.Narrow(1, 0, rank), scaling);
    }

    /// <summary>Both factors in subspaces that are orthogonal, so that their product is zero though neither is.</summary>
    /// <param name="weight">[out, in]</param>
    /// <param name="square">Normal draws [rank, rank]; the rank must be even.</param>
    /// <param name="normalA">Normal draws [in, rank/2].</param>
    /// <param name="normalB">Normal draws [rank/2, out].</param>
    /// <exception cref="ArgumentException">The rank is odd.</exception>
    public static LoraFactors Orthogonal(Tensor weight, Tensor square, Tensor normalA, Tensor normalB)
    {
        if (square.Size(0) % 2 != 0)
            throw new ArgumentException($"An orthogonal start needs an even rank, {square.Size(0)} was given.");
        var (q, _) = square.Qr();
        var a = normalA.MatMul(q.Slice(0, 0, null, 2)).Transpose(0, 1) / 10;
        var b = normalB.Transpose(0, 1).MatMul(q.Slice(0, 1, null, 2)) / 10;
        return new(a, b, weight);
    }

    private static LoraFactors TakenOut(Tensor weight, Tensor a, Tensor b, double scaling) => new(a, b, weight - scaling * b.MatMul(a));

    private static Tensor ZeroB(Tensor weight, Tensor a) => Tensor.Zeros([weight.Size(0), a.Size(0)], weight.Type, weight.Device);
}
