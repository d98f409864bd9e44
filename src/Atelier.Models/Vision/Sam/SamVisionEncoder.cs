using Atelier.Torch;

namespace Atelier.Models.Vision.Sam;

/// <summary>Segment Anything's image encoder: a vision transformer with windows in most blocks. [B, 3, H, W] to [B, C, rows, columns]</summary>
internal sealed class SamVisionEncoder : Module
{
    private readonly Conv2d _patches, _conv1, _conv2;
    private readonly Parameter? _positions;
    private readonly SamVisionLayer[] _layers;
    private readonly ChannelNorm _norm1, _norm2;

    public SamVisionEncoder(SamVisionConfig config)
    {
        Heads.Check(config.HiddenSize, config.NumAttentionHeads);
        var (width, channels) = (config.HiddenSize, config.OutputChannels);
        _positions = config.UseAbsPos ? AddParameter("pos_embed", [1, config.Grid, config.Grid, width], Initializers.Zeros) : null;
        _patches = AddModule("patch_embed.projection", new Conv2d(config.NumChannels, width, config.PatchSize, config.PatchSize));
        _layers = AddModules("layers", config.NumHiddenLayers, i =>
            new SamVisionLayer(config, config.GlobalAttnIndexes.Contains(i) ? 0 : config.WindowSize));
        _conv1 = AddModule("neck.conv1", new Conv2d(width, channels, 1, bias: false));
        _norm1 = AddModule("neck.layer_norm1", new ChannelNorm(channels));
        _conv2 = AddModule("neck.conv2", new Conv2d(channels, channels, 3, padding: 1, bias: false));
        _norm2 = AddModule("neck.layer_norm2", new ChannelNorm(channels));
    }

    public Tensor Forward(Tensor pixels)
    {
        var x = _patches.Forward(pixels).Widened().Permute(0, 2, 3, 1); // [B, rows, columns, C]
        if (_positions is not null)
        {
            PositionGrid.Check((_positions.Shape[1], _positions.Shape[2]), (x.Size(1), x.Size(2)));
            x = x + _positions.Value.Widened();
        }

        foreach (var layer in _layers)
        {
            using var scope = Tensor.Scope();
            x = scope.Keep(layer.Forward(x));
        }

        x = _norm1.Forward(_conv1.Forward(x.Permute(0, 3, 1, 2)));
        return _norm2.Forward(_conv2.Forward(x));
    }
}
