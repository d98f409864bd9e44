using Atelier.Torch;

namespace Atelier.Models.Mar;

/// <summary>Attention whose weights are dropped at random while training.</summary>
internal static class DroppedAttention
{
    /// <summary>q [B, H, N, d], k and v [B, H, M, d] to [B, H, N, d].</summary>
    public static Tensor Attend(Tensor q, Tensor k, Tensor v, RandomDropout? dropout, Tensor? bias = null)
    {
        if (dropout is null)
            return ScaledDotProduct.Attend(q, k, v, bias);
        var scores = Products.MatMul(q / Math.Sqrt(q.Size(-1)), k.Transpose(-2, -1)).Float();
        if (bias is not null)
            scores = scores + bias;
        return Products.MatMul(dropout.Apply(scores.Softmax(-1)), v).To(q.Type);
    }
}
