using Atelier.Models.Layers.Convolutions;
using Atelier.Torch;

namespace Atelier.Models.Autoencoders;

/// <summary>One level of the decoder: residual blocks, with attention where wanted, then double the size unless it is the last. [B, C, H, W]</summary>
internal sealed class DecoderLevel : Module
{
    private readonly ResnetBlock[] _resnets;
    private readonly SpatialAttention[] _attentions;
    private readonly Upsample? _up;

    /// <summary>Levels run from the coarsest (0), which is the widest, to the finest.</summary>
    public DecoderLevel(AutoencoderKLConfig config, int level)
    {
        var widths = config.BlockOutChannels.Reverse().ToArray();
        var (channels, before) = (widths[level], widths[Math.Max(0, level - 1)]);
        var layers = config.LayersPerBlock + 1;
        _attentions = AddModules(
            "attentions",
            config.UpBlockTypes[level] == AutoencoderKLConfig.AttentionUp ? layers : 0,
            _ => new SpatialAttention(channels, config.NormNumGroups));
        _resnets = AddModules(
            "resnets", layers, i => new ResnetBlock(i == 0 ? before : channels, channels, config.NormNumGroups, activation: config.ActFn));
        _up = level < widths.Length - 1 ? AddModule("upsamplers.0", new Upsample(channels, channels)) : null;
    }

    /// <summary>Its layers, first to last.</summary>
    /// <param name="observe">Told what the last residual block gave.</param>
    public IEnumerable<Func<Tensor, Tensor>> Layers(Action<Tensor> observe)
    {
        for (var i = 0; i < _resnets.Length; i++)
        {
            var resnet = _resnets[i];
            yield return x => resnet.Forward(x);
            if (i == _resnets.Length - 1)
            {
                yield return x =>
                {
                    observe(x);
                    return x;
                };
            }

            if (_attentions.Length > 0)
                yield return _attentions[i].Forward;
        }

        if (_up is not null)
            yield return x => _up.Forward(x);
    }
}
