using Atelier.Models.Layers.Convolutions;
using Atelier.Torch;

namespace Atelier.Models.UNet;

/// <summary>The coarsest level: residual block, and where wanted attention and a second residual block. [B, C, H, W]</summary>
internal sealed class MidBlock : Module
{
    private readonly ResnetBlock[] _resnets;
    private readonly SpatialTransformer? _attention;

    public MidBlock(UNetConfig config)
    {
        var level = config.BlockOutChannels.Count - 1;
        var channels = config.BlockOutChannels[level];
        var attends = config.MidBlockType == UNetConfig.CrossMid;
        _attention = attends
            ? AddModule("attentions.0", new SpatialTransformer(config, level, config.TransformerLayersPerBlock[level][0], onlyCross: false))
            : null;
        _resnets = AddModules("resnets", attends ? 2 : 1, _ => UNetParts.Resnet(config, channels, channels, config.MidBlockScaleFactor));
    }

    public Tensor Forward(Tensor x, UNetContext context)
    {
        x = _resnets[0].Forward(x, context.Time, context.Adapters);
        return _attention is null ? x : _resnets[1].Forward(_attention.Forward(x, context), context.Time, context.Adapters);
    }
}
