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
        var q = queries ? rotary.Rotate(NormQ.Forward(Q.Forward(h, adapters).View(heads))) : null;
        var k = rotary.Rotate(NormK.Forward(K.Forward(h, adapters).View(heads)));
        var v = V.Forward(h, adapters).View(heads);
        return new(q?.Transpose(1, 2), k.Transpose(1, 2), v.Transpose(1, 2));
    }
}
