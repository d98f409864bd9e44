using Atelier.Models.Adapters;
using Atelier.Models.Layers.Norms;
using Atelier.Models.Streams;
using Atelier.Torch;

namespace Atelier.Models.Flux;

/// <summary>A single-stream block: all tokens share the weights; attention and MLP run side by side into one Linear.</summary>
internal sealed class FluxSingleBlock : Module
{
    private readonly Modulation _norm;
    private readonly FluxProjection _projection;
    private readonly Linear _mlp;
    private readonly Linear _out;

    public FluxSingleBlock(FluxConfig config)
    {
        long width = config.Width;
        _norm = AddModule("norm", new Modulation(width, width, 3));
        _mlp = AddModule("proj_mlp", FluxLayers.Linear(width, 4 * width));
        _out = AddModule("proj_out", FluxLayers.Linear(5 * width, width));
        _projection = new(
            AddModule("attn.to_q", FluxLayers.Linear(width, width)),
            AddModule("attn.to_k", FluxLayers.Linear(width, width)),
            AddModule("attn.to_v", FluxLayers.Linear(width, width)),
            AddModule("attn.norm_q", new RmsNorm(config.AttentionHeadDim)),
            AddModule("attn.norm_k", new RmsNorm(config.AttentionHeadDim)));
    }

    /// <summary>Lanes of tokens [B, N, C] to the same, by activated conditioning vectors [B, C].</summary>
    public Tensor[] Forward(Tensor[] hidden, Tensor[] modulators, FluxPass pass, FluxTurn turn)
    {
        var (gates, normed) = (new Tensor[hidden.Length], new Tensor[hidden.Length]);
        for (var i = 0; i < hidden.Length; i++)
        {
            var lane = pass.Lanes[i];
            var parts = _norm.Forward(modulators[lane.Modulator], lane.Adapters); // shift, scale, gate
            (gates[i], normed[i]) = (parts[2], Products.Between(Modulated.LayerNorm(hidden[i], parts[0], parts[1])));
        }

        var attended = turn.Attention(hidden[0].Size(0), () => Attend(normed, pass, turn));
        var result = new Tensor[hidden.Length];
        for (var i = 0; i < hidden.Length; i++)
        {
            if (attended[i] is not { } a)
            {
                result[i] = hidden[i];
                continue;
            }

            var adapters = pass.Lanes[i].Adapters;
            var mlp = _mlp.Forward(normed[i], adapters).Gelu(tanh: true);
            result[i] = hidden[i].AddCMul(gates[i], _out.Forward(Tensor.Cat([a, mlp], 2), adapters));
        }

        return result;
    }

    private Tensor?[] Attend(Tensor[] normed, FluxPass pass, FluxTurn turn)
    {
        var heads = new AttentionHeads[normed.Length];
        for (var i = 0; i < normed.Length; i++)
            heads[i] = _projection.Forward(normed[i], pass.Lanes[i].Rotary, pass.Lanes[i].Adapters, turn.Wanted[i]);
        turn.Record?.Invoke(turn.Layer, heads);
        return pass.Attention.Attend(heads, turn.Layer);
    }
}
