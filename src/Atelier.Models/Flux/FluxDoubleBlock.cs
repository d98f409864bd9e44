using Atelier.Models.Adapters;
using Atelier.Models.Layers.FeedForwards;
using Atelier.Models.Layers.Norms;
using Atelier.Models.Streams;
using Atelier.Torch;

namespace Atelier.Models.Flux;

/// <summary>A double-stream block: text and image tokens have weights of their own and meet in the attention.</summary>
internal sealed class FluxDoubleBlock : Module
{
    private readonly Half _image;
    private readonly Half _text;

    public FluxDoubleBlock(FluxConfig config)
    {
        _image = AddHalf(config, "norm1", ["to_q", "to_k", "to_v", "norm_q", "norm_k", "to_out.0"], "ff");
        _text = AddHalf(
            config, "norm1_context", ["add_q_proj", "add_k_proj", "add_v_proj", "norm_added_q", "norm_added_k", "to_add_out"], "ff_context");
    }

    /// <summary>Lanes of tokens [B, N, C] to the same, by activated conditioning vectors [B, C].</summary>
    public Tensor[] Forward(Tensor[] hidden, Tensor[] modulators, FluxPass pass, FluxTurn turn)
    {
        var parts = new Tensor[hidden.Length][];
        for (var i = 0; i < hidden.Length; i++)
        {
            var lane = pass.Lanes[i];
            parts[i] = Of(lane.Kind).Norm.Forward(modulators[lane.Modulator], lane.Adapters); // shift, scale, gate, shift, scale, gate
        }

        var projected = turn.Attention(hidden[0].Size(0), () => Attend(hidden, parts, pass, turn));
        var result = new Tensor[hidden.Length];
        for (var i = 0; i < hidden.Length; i++)
        {
            if (projected[i] is not { } attention)
            {
                result[i] = hidden[i];
                continue;
            }

            var (half, part) = (Of(pass.Lanes[i].Kind), parts[i]);
            var x = hidden[i].AddCMul(part[2], attention);
            for (var other = 0; other < hidden.Length; other++)
            {
                if (pass.Lanes[other].SharesWith == i && projected[other] is { } shared)
                    x = x.AddCMul(parts[other][2], shared);
            }

            var h = Products.Between(Modulated.LayerNorm(x, part[3], part[4]));
            result[i] = x.AddCMul(part[5], half.FeedForward.Forward(h, pass.Lanes[i].Adapters));
        }

        return result;
    }

    private Tensor?[] Attend(Tensor[] hidden, Tensor[][] parts, FluxPass pass, FluxTurn turn)
    {
        var heads = new AttentionHeads[hidden.Length];
        for (var i = 0; i < hidden.Length; i++)
        {
            var lane = pass.Lanes[i];
            var h = Products.Between(Modulated.LayerNorm(hidden[i], parts[i][0], parts[i][1]));
            heads[i] = Of(lane.Kind).Projection.Forward(h, lane.Rotary, lane.Adapters, turn.Wanted[i]);
        }

        turn.Record?.Invoke(turn.Layer, heads);
        var attended = pass.Attention.Attend(heads, turn.Layer);
        return [.. attended.Select((a, i) => a is null ? null : Of(pass.Lanes[i].Kind).Out.Forward(a, pass.Lanes[i].Adapters))];
    }

    private Half Of(StreamKind kind) => kind == StreamKind.Text ? _text : _image;

    private Half AddHalf(FluxConfig config, string norm, string[] attention, string feedForward)
    {
        long width = config.Width;
        Linear Linear(int i) => AddModule($"attn.{attention[i]}", FluxLayers.Linear(width, width));
        RmsNorm Norm(int i) => AddModule($"attn.{attention[i]}", new RmsNorm(config.AttentionHeadDim));
        return new(
            AddModule(norm, new Modulation(width, width, 6)),
            new FluxProjection(Linear(0), Linear(1), Linear(2), Norm(3), Norm(4)),
            Linear(5),
            AddModule(feedForward, new FeedForward(width, 4 * width, FeedForwardKind.GeluTanh)));
    }

    private sealed record Half(Modulation Norm, FluxProjection Projection, Linear Out, FeedForward FeedForward);
}
