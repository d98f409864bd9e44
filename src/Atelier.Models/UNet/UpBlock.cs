using Atelier.Models.Layers.Convolutions;
using Atelier.Torch;

namespace Atelier.Models.UNet;

/// <summary>One level of the way up. [B, C, H, W]</summary>
internal sealed class UpBlock : Module
{
    private readonly ResnetBlock[] _resnets;
    private readonly SpatialTransformer[] _attentions;
    private readonly Upsample? _up;
    private readonly int _block;

    /// <summary>Blocks run from the coarsest level (0) to the finest.</summary>
    public UpBlock(UNetConfig config, int block)
    {
        _block = block;
        var last = config.BlockOutChannels.Count - 1;
        var level = last - block;
        var channels = config.BlockOutChannels[level];
        var before = config.BlockOutChannels[Math.Min(level + 1, last)];
        var skip = config.BlockOutChannels[Math.Max(level - 1, 0)];
        var layers = config.LayersPerBlock[level] + 1;
        var depth = config.ReverseTransformerLayersPerBlock is { } reverse ? reverse[block] : config.TransformerLayersPerBlock[level];
        var attends = config.UpBlockTypes[block] == UNetConfig.CrossUp;
        _attentions = AddModules(
            "attentions", attends ? layers : 0, i => new SpatialTransformer(config, level, depth[i], config.OnlyCrossAttention[level]));
        _resnets = AddModules("resnets", layers, i => UNetParts.Resnet(
            config, (i == 0 ? before : channels) + (i == layers - 1 ? skip : channels), channels));
        _up = block < last ? AddModule("upsamplers.0", new Upsample(channels, channels)) : null;
    }

    /// <summary>The map that leaves the level; takes its skips from the end of the list.</summary>
    public Tensor Forward(Tensor x, List<Tensor> skips, UNetContext context, FreeU? freeU = null)
    {
        for (var i = 0; i < _resnets.Length; i++)
        {
            using var scope = NoGrad.IsRecording ? null : Tensor.Scope();
            var skip = skips[^1];
            if (freeU is not null)
                (x, skip) = freeU.Apply(_block, x, skip);
            x = _resnets[i].Forward(Tensor.Cat([x, skip], 1), context.Time, context.Adapters);
            skips.RemoveAt(skips.Count - 1);
            if (_attentions.Length > 0)
                x = _attentions[i].Forward(x, context);
            scope?.Keep(x);
        }

        // The next skip may be a pixel short of the double, where the latent's size is odd at some level.
        return _up?.Forward(x, (skips[^1].Size(2), skips[^1].Size(3)), context.Adapters) ?? x;
    }
}
