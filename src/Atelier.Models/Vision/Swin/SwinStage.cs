using Atelier.Torch;

namespace Atelier.Models.Vision.Swin;

/// <summary>Blocks of one width, then, in all stages but the last, 2 x 2 patches made one. [B, rows, columns, C]</summary>
internal sealed class SwinStage : Module
{
    private readonly SwinBlock[] _blocks;
    private readonly LayerNorm? _norm;
    private readonly Linear? _reduction;

    public SwinStage(SwinConfig config, int stage)
    {
        var width = config.EmbedDim << stage;
        _blocks = AddModules("blocks", config.Depths[stage], i => new SwinBlock(config, width, config.NumHeads[stage], shifted: i % 2 == 1));
        if (stage == config.Depths.Count - 1)
            return;
        _reduction = AddModule("downsample.reduction", new Linear(4 * width, 2 * width, bias: false));
        _norm = AddModule("downsample.norm", new LayerNorm(4 * width));
    }

    public Tensor Forward(Tensor x)
    {
        foreach (var block in _blocks)
            x = block.Forward(x);
        if (_reduction is null)
            return x;
        var (right, bottom) = (x.Size(2) % 2, x.Size(1) % 2);
        if (right + bottom > 0)
            x = x.Pad([0, 0, 0, right, 0, bottom]);
        // Column by column: (0, 0), (1, 0), (0, 1), (1, 1).
        var (left, other) = (x.Slice(2, 0, step: 2), x.Slice(2, 1, step: 2));
        var merged = Tensor.Cat(
            [left.Slice(1, 0, step: 2), left.Slice(1, 1, step: 2), other.Slice(1, 0, step: 2), other.Slice(1, 1, step: 2)], -1);
        return _reduction.Forward(_norm!.Forward(merged));
    }
}
