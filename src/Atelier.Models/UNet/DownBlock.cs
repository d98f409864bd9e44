using Atelier.Models.Layers.Convolutions;
using Atelier.Torch;

namespace Atelier.Models.UNet;

/// <summary>One level of the way down. [B, C, H, W]</summary>
internal sealed class DownBlock : Module
{
    private readonly ResnetBlock[] _resnets;
    private readonly SpatialTransformer[] _attentions;
    private readonly Downsample? _down;

    public DownBlock(UNetConfig config, int level)
    {
        var channels = config.BlockOutChannels[level];
        var before = config.BlockOutChannels[Math.Max(0, level - 1)];
        var layers = config.LayersPerBlock[level];
        HasAttention = config.DownBlockTypes[level] == UNetConfig.CrossDown;
        _resnets = AddModules("resnets", layers, i => UNetParts.Resnet(config, i == 0 ? before : channels, channels));
        _attentions = AddModules("attentions", HasAttention ? layers : 0, i => new SpatialTransformer(
            config, level, config.TransformerLayersPerBlock[level][i], config.OnlyCrossAttention[level]));
        _down = level < config.BlockOutChannels.Count - 1
            ? AddModule("downsamplers.0", new Downsample(channels, channels, padAfter: config.DownsamplePadding == 0))
            : null;
    }

    /// <summary>True where the level attends to the text.</summary>
    public bool HasAttention { get; }

    /// <summary>The map that leaves the level and the maps for the way up.</summary>
    /// <param name="x">[B, C, H, W]</param>
    /// <param name="context">Shared by the call.</param>
    /// <param name="feature">A T2I adapter's feature, or null.</param>
    public (Tensor Output, List<Tensor> Skips) Forward(Tensor x, UNetContext context, Tensor? feature)
    {
        var skips = new List<Tensor>();
        for (var i = 0; i < _resnets.Length; i++)
        {
            x = _resnets[i].Forward(x, context.Time, context.Adapters);
            if (HasAttention)
                x = _attentions[i].Forward(x, context);
            if (HasAttention && feature is not null && i == _resnets.Length - 1)
                x = x + feature;
            skips.Add(x);
        }

        if (_down is not null)
            skips.Add(x = _down.Forward(x, context.Adapters));
        // The reference adds in place at levels without attention, so the last skip has it, too.
        if (!HasAttention && feature is not null)
            skips[^1] = x = x + feature;
        return (x, skips);
    }
}
