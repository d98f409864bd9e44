using Atelier.Torch;

namespace Atelier.Models.Adapters.Merging;

/// <summary>A low-rank change of a Linear or a convolution: scale B A.</summary>
/// <param name="A">[rank, in] or [rank, in, kh, kw]</param>
/// <param name="B">[out, rank] or [out, rank, 1, 1]</param>
/// <param name="Scale">alpha / rank.</param>
public sealed record LowRankChange(Tensor A, Tensor B, double Scale = 1)
{
    /// <summary>The change of the weight. [out, in] or [out, in, kh, kw]</summary>
    public Tensor Matrix() => (B.Flatten(1).MatMul(A.Flatten(1)) * Scale).Reshape([B.Size(0), .. A.Shape[1..]]);

    /// <summary>A matrix A with a core (of Tucker's decomposition) multiplied in. [rank, in, kh, kw]</summary>
    /// <param name="core">[rank, rank, kh, kw]</param>
    /// <param name="down">[rank, in] or [rank, in, 1, 1]</param>
    internal static Tensor WithCore(Tensor core, Tensor down) => Tensor.Einsum("ij...,jr->ir...", core, down.Flatten(1));

    /// <summary>The best change of a rank, with the singular values in B.</summary>
    /// <param name="matrix">[out, in] or [out, in, kh, kw]</param>
    /// <param name="rank">At most the smaller side.</param>
    public static LowRankChange Of(Tensor matrix, int rank)
    {
        var (u, s, vh) = matrix.Flatten(1).Svd();
        if (rank < 1 || rank > s.Size(0))
            throw new ArgumentOutOfRangeException(nameof(rank), rank, $"A change {matrix.Describe()} has ranks 1..{s.Size(0)}.");
        var up = u.Narrow(1, 0, rank) * s.Narrow(0, 0, rank);
        long[] ones = [.. matrix.Shape[2..].Select(_ => 1L)];
        return new(vh.Narrow(0, 0, rank).Reshape([rank, .. matrix.Shape[1..]]), up.Reshape([up.Size(0), rank, .. ones]));
    }
}
