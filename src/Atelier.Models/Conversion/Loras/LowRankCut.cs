using Atelier.Models.Adapters.Merging;
using Atelier.Torch;

namespace Atelier.Models.Conversion.Loras;

/// <summary>The largest part of a change, by its singular values, which both matrices share evenly.</summary>
/// <param name="Change">The part, with scale 1.</param>
/// <param name="Kept">The sum of the squares of its elements.</param>
/// <param name="Total">The sum of the squares of the whole change.</param>
internal sealed record LowRankCut(LowRankChange Change, double Kept, double Total)
{
    // The range finder of Halko et al. 2011, arXiv 0909.4061: columns beyond the rank, and rounds of multiplying with the matrix.
    private const int Beyond = 16;
    private const int Rounds = 4;
    private const int ExactSide = 512;

    /// <summary>A part of a change that is a product; its full matrix is never made.</summary>
    public static LowRankCut Of(LowRankChange change, RankChoice choice)
    {
        var (qb, rb) = change.B.Flatten(1).Float().Qr();
        var (qa, ra) = change.A.Flatten(1).Float().Transpose(0, 1).Qr();
        var (u, s, vh) = (rb.MatMul(ra.Transpose(0, 1)) * change.Scale).Svd();
        return Cut(qb.MatMul(u), s, vh.MatMul(qa.Transpose(0, 1)), null, change.A.Shape, choice);
    }

    /// <summary>A part of a change that is known by its elements.</summary>
    /// <param name="matrix">[out, in] or [out, in, kh, kw]</param>
    /// <param name="choice">Its rank.</param>
    /// <param name="generator">Draws the directions in which large matrices are searched.</param>
    public static LowRankCut Of(Tensor matrix, RankChoice choice, Generator generator)
    {
        var flat = matrix.Flatten(1).Float();
        long[] shape = [1, .. matrix.Shape[1..]];
        var (side, columns) = (Math.Min(flat.Size(0), flat.Size(1)), Math.Min(choice.Rank, int.MaxValue - Beyond) + Beyond);
        if (side <= ExactSide || columns * 2 >= side)
        {
            var (u, s, vh) = flat.Svd();
            return Cut(u, s, vh, null, shape, choice);
        }

        var turned = flat.Transpose(0, 1);
        var basis = flat.MatMul(Tensor.RandN([flat.Size(1), columns], generator)).Qr().Q;
        for (var i = 0; i < Rounds; i++)
            basis = flat.MatMul(turned.MatMul(basis).Qr().Q).Qr().Q;
        var (small, values, right) = basis.Transpose(0, 1).MatMul(flat).Svd();
        return Cut(basis.MatMul(small), values, right, flat.Square().Sum().Item(), shape, choice);
    }

    private static LowRankCut Cut(Tensor u, Tensor s, Tensor vh, double? total, long[] shape, RankChoice choice)
    {
        var values = s.ToFloats();
        var all = total ?? values.Sum(v => (double)v * v);
        var rank = choice.Of(values, all);
        var roots = s.Narrow(0, 0, rank).Sqrt();
        long[] ones = [.. shape[2..].Select(_ => 1L)];
        return new(
            new((vh.Narrow(0, 0, rank) * roots.Unsqueeze(1)).Reshape([rank, .. shape[1..]]), (u.Narrow(1, 0, rank) * roots).Reshape([u.Size(0), rank, .. ones])),
            values.Take(rank).Sum(v => (double)v * v),
            all);
    }
}
