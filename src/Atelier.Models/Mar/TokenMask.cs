using Atelier.Torch;

namespace Atelier.Models.Mar;

/// <summary>Which tokens of every sample are hidden from the network; as many in each.</summary>
public sealed class TokenMask
{
    private TokenMask(Tensor masked, Tensor visible) => (Masked, Visible) = (masked, visible);

    /// <summary>Positions that are hidden, in raster order. [B, M]</summary>
    public Tensor Masked { get; }

    /// <summary>Positions that are seen, in raster order. [B, V]</summary>
    public Tensor Visible { get; }

    /// <summary>Number of tokens of a sample.</summary>
    public long Length => Masked.Size(1) + Visible.Size(1);

    /// <summary>Hides the first positions of an order.</summary>
    /// <param name="orders">A permutation of 0 to L - 1 per sample, [B, L].</param>
    /// <param name="masked">How many are hidden, 0 to L.</param>
    public static TokenMask FirstOf(Tensor orders, long masked)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(masked);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(masked, orders.Size(1));
        return new(
            orders.Narrow(1, 0, masked).Sort(1).Values, orders.Narrow(1, masked, orders.Size(1) - masked).Sort(1).Values);
    }

    /// <summary>The same mask for a batch repeated.</summary>
    public TokenMask Repeated(int times) => new(Masked.Repeat(times, 1), Visible.Repeat(times, 1));

    /// <summary>1 where a token is hidden, 0 where it is seen. [B, L]</summary>
    public Tensor ToTensor() => Tensor.Zeros([Masked.Size(0), Length], ScalarType.Float32, Masked.Device).Scatter(1, Masked, 1);

    /// <summary>The tokens at some positions. [B, L, D], [B, N] to [B, N, D]</summary>
    public static Tensor Take(Tensor tokens, Tensor positions) => tokens.Gather(1, Wide(positions, tokens.Size(2)));

    /// <summary>The tokens, with those at some positions replaced. [B, L, D]</summary>
    public static Tensor Put(Tensor tokens, Tensor positions, Tensor values) => tokens.Scatter(1, Wide(positions, tokens.Size(2)), values);

    private static Tensor Wide(Tensor positions, long width) => positions.Unsqueeze(-1).Expand(positions.Size(0), positions.Size(1), width);
}
