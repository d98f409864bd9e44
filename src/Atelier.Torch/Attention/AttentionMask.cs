namespace Atelier.Torch;

/// <summary>Masks of attention: true where a query may see a key.</summary>
public static class AttentionMask
{
    // The most negative number that bfloat16, too, holds as a finite one.
    private const double Lowest = -3.3895e38;

    /// <summary>Hides padded keys. [B, M] of 1 and 0 to [B, 1, 1, M]; null stays null.</summary>
    public static Tensor? Keys(Tensor? mask) => mask?.Ne(0).Unsqueeze(1).Unsqueeze(1);

    /// <summary>Query i sees keys 0..i. [1, 1, N, N]</summary>
    public static Tensor Causal(long count, Device device) => Tensor.Ones([1, 1, count, count], ScalarType.Bool, device).Tril();

    /// <summary>The mask as numbers to add to scores: 0 where seen, else the lowest finite number.</summary>
    public static Tensor Bias(Tensor mask) => Tensor.Zeros(mask.Shape, ScalarType.Float32, mask.Device).MaskedFill(mask.Not(), Lowest);
}
