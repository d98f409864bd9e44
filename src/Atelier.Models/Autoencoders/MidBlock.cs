using Atelier.Models.Layers.Convolutions;
using Atelier.Torch;

namespace Atelier.Models.Autoencoders;

/// <summary>Residual block, attention where wanted, residual block, at the coarsest level. [B, C, H, W]</summary>
internal sealed class MidBlock : Module
{
    private readonly SpatialAttention? _attention;
    private readonly ResnetBlock[] _resnets;

    public MidBlock(AutoencoderKLConfig config)
    {
        var channels = config.BlockOutChannels[^1];
        _attention = config.MidBlockAddAttention ? AddModule("attentions.0", new SpatialAttention(channels, config.NormNumGroups)) : null;
        _resnets = AddModules("resnets", 2, _ => new ResnetBlock(channels, channels, config.NormNumGroups, activation: config.ActFn));
    }

    public Tensor Forward(Tensor x)
    {
        x = _resnets[0].Forward(x);
        return _resnets[1].Forward(_attention?.Forward(x) ?? x);
    }
}
