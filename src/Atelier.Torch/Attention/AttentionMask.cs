namespace Atelier.Torch;

/// <summary>Masks of attention: true where a query may see a key.</summary>
public static class AttentionMask
{
    /// <summary>Hides padded keys. [B, M] of 1 and 0 to [B, 1, 1, M]; null stays null.</summary>
    public static Tensor? Keys(Tensor? mask) => mask?.Ne(0).Unsqueeze(1).Unsqueeze(1);

    /// <summary>Query i sees keys 0..i. [1, 1, N, N]</summary>
    public static Tensor Causal(long count, Device device) => Tensor.Ones([1, 1, count, count], ScalarType.Bool, device).Tril();
}
