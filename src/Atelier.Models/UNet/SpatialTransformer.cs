using Atelier.Models.Adapters;
using Atelier.Torch;

namespace Atelier.Models.UNet;

/// <summary>Transformer layers over the pixels of a map, plus the input. [B, C, H, W]</summary>
internal sealed class SpatialTransformer : Module
{
    private readonly GroupNorm _norm;
    private readonly Conv2d? _convIn;
    private readonly Conv2d? _convOut;
    private readonly Linear? _linearIn;
    private readonly Linear? _linearOut;
    private readonly TransformerLayer[] _layers;

    public SpatialTransformer(UNetConfig config, int level, int layers, bool onlyCross)
    {
        var width = config.BlockOutChannels[level];
        _norm = AddModule("norm", new GroupNorm(config.NormNumGroups ?? 32, width, 1e-6));
        if (config.UseLinearProjection)
            (_linearIn, _linearOut) = (AddModule("proj_in", new Linear(width, width)), AddModule("proj_out", new Linear(width, width)));
        else
            (_convIn, _convOut) = (AddModule("proj_in", new Conv2d(width, width, 1)), AddModule("proj_out", new Conv2d(width, width, 1)));
        _layers = AddModules(
            "transformer_blocks", layers, _ => new TransformerLayer(width, config.Heads[level], config.CrossAttentionDim[level], onlyCross));
    }

    public Tensor Forward(Tensor x, UNetContext context)
    {
        using var scope = NoGrad.IsRecording ? null : Tensor.Scope();
        var shape = x.Shape;
        var h = _norm.Forward(x);
        h = Tokens(_convIn?.Forward(h, context.Adapters) ?? h);
        h = _linearIn?.Forward(h, context.Adapters) ?? h;
        h = _layers.Aggregate(h, (tokens, layer) => layer.Forward(tokens, context)); // [B, H W, C]
        h = _linearOut?.Forward(h, context.Adapters) ?? h;
        h = h.Transpose(1, 2).Reshape(shape);
        var output = x + (_convOut?.Forward(h, context.Adapters) ?? h);
        return scope?.Keep(output) ?? output;
    }

    private static Tensor Tokens(Tensor map) => map.Flatten(2).Transpose(1, 2);
}
