using Atelier.Models.Adapters.Merging;
using Atelier.Torch;

namespace Atelier.Models.Adapters.Lycoris;

/// <summary>A low-rank change of a convolution, with or without a core between the two matrices.</summary>
public sealed class LoconUpdate : WeightUpdate
{
    private readonly Parameter _down;
    private readonly Parameter _up;
    private readonly Parameter? _mid;

    private LoconUpdate(long[] shape, Tensor down, Tensor up, Tensor? mid, double scale)
        : base(shape, scale)
    {
        _down = Factor("lora_down.weight", down);
        _up = Factor("lora_up.weight", up);
        _mid = mid is null ? null : Factor("lora_mid.weight", mid);
    }

    /// <summary>The update of a layer, or null where the shapes do not fit it.</summary>
    /// <param name="shape">[out, in, kh, kw] of the layer's weight.</param>
    /// <param name="down">[rank, in, kh, kw], or [rank, in, 1, 1] before a core.</param>
    /// <param name="up">[out, rank, 1, 1]</param>
    /// <param name="mid">[rank, rank, kh, kw], or null.</param>
    /// <param name="scale">Factor of the change.</param>
    public static LoconUpdate? Fitting(long[] shape, Tensor down, Tensor up, Tensor? mid, double scale)
    {
        var rank = down.Size(0);
        long[] expected = mid is null ? [rank, .. shape[1..]] : [rank, shape[1], 1, 1];
        if (down.ElementCount != expected.Aggregate((a, b) => a * b) || up.ElementCount != shape[0] * rank)
            return null;
        if (mid is not null && !mid.Shape.AsSpan().SequenceEqual([rank, rank, .. shape[2..]]))
            return null;
        return new(shape, down, up, mid, scale);
    }

    /// <summary>The same change as two matrices.</summary>
    internal LowRankChange Factors()
    {
        var rank = _down.Value.Size(0);
        var down = _mid is null ? _down.Value.Reshape([rank, .. Shape.Skip(1)]) : LowRankChange.WithCore(_mid.Value, _down.Value.Reshape(rank, -1));
        return new(down, _up.Value.Reshape([Shape[0], rank, .. Shape.Skip(2).Select(_ => 1L)]), Scale);
    }

    private protected override Tensor Product()
    {
        var rank = _down.Value.Size(0);
        var (up, down) = (_up.Value.Reshape(-1, rank), _down.Value.Reshape(rank, -1));
        return _mid is null ? up.MatMul(down) : Tucker(_mid.Value, up.Transpose(0, 1), down);
    }
}
