using Atelier.Models.Adapters;
using Atelier.Models.Layers.Rotary;
using Atelier.Models.Streams;
using Atelier.Torch;

namespace Atelier.Models.Flux;

/// <summary>The layers that give tokens their queries, keys and values.</summary>
internal sealed record FluxProjection(Linear Q, Linear K, Linear V, RmsNorm NormQ, RmsNorm NormK)
{
    /// <summary>Projects, norms per head and rotates. h [B, N, C] to [B, H, N, D]</summary>
    public AttentionHeads Forward(Tensor h, RotaryTable rotary, AdapterStack? adapters, bool queries)
    {
        long[] heads = [h.Size(0), h.Size(1), -1, rotary.Width]; // [B, N, H, D]
        var q = queries ? Turned(NormQ, Q) : null;
        var k = Turned(NormK, K);
        var v = V.Forward(h, adapters).View(heads);
        return new(q?.Transpose(1, 2), k.Transpose(1, 2), v.Transpose(1, 2));

        // On a GPU norm and rotation are one stretch of single precision.
        Tensor Turned(RmsNorm norm, Linear linear)
        {
            var x = linear.Forward(h, adapters).View(heads);
            return rotary.Rotate(norm.Forward(x.Device.Type == DeviceType.Cuda ? x.Widened() : x)).To(x.Type);
        }
    }
}
