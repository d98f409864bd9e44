using Atelier.Models.Layers.Rotary;
using Atelier.Models.Streams;
using Atelier.Torch;

namespace Atelier.Models.Layers.Attention;

/// <summary>The layers that give the tokens of one stream their queries, keys and values; norms are per head, null for none.</summary>
internal sealed record StreamHeads(Linear Q, Linear K, Linear V, RmsNorm? NormQ, RmsNorm? NormK, int Width)
{
    /// <summary>Projects, norms and rotates. [B, N, C] to [B, H, N, D]</summary>
    public AttentionHeads Forward(Tensor x, RotaryTable? rotary)
    {
        Tensor Split(Tensor y) => y.Reshape(y.Size(0), y.Size(1), -1, Width); // [B, N, H, D]
        Tensor Placed(Tensor y, RmsNorm? norm)
        {
            var normed = norm?.Forward(y) ?? y;
            return (rotary?.Rotate(normed) ?? normed).Transpose(1, 2);
        }

        return new(
            Placed(Split(Q.Forward(x)), NormQ), Placed(Split(K.Forward(x)), NormK), Split(V.Forward(x)).Transpose(1, 2));
    }
}
