using Atelier.Models.Layers.Convolutions;
using Atelier.Torch;

namespace Atelier.Models.Autoencoders;

/// <summary>One level of the encoder: residual blocks, with attention where wanted, then half the size unless it is the last. [B, C, H, W]</summary>
internal sealed class EncoderLevel : Module
{
    private readonly ResnetBlock[] _resnets;
    private readonly SpatialAttention[] _attentions;
    private readonly Downsample? _down;

    public EncoderLevel(AutoencoderKLConfig config, int level)
    {
        var channels = config.BlockOutChannels[level];
        var before = config.BlockOutChannels[Math.Max(0, level - 1)];
        _attentions = AddModules(
            "attentions",
            config.DownBlockTypes[level] == AutoencoderKLConfig.AttentionDown ? config.LayersPerBlock : 0,
            _ => new SpatialAttention(channels, config.NormNumGroups));
        _resnets = AddModules(
            "resnets",
            config.LayersPerBlock,
            i => new ResnetBlock(i == 0 ? before : channels, channels, config.NormNumGroups, activation: config.ActFn));
        _down = level < config.BlockOutChannels.Count - 1
            ? AddModule("downsamplers.0", new Downsample(channels, channels, padAfter: true))
            : null;
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

        if (_down is not null)
            yield return x => _down.Forward(x);
    }
}
