using Atelier.Torch;

namespace Atelier.Models.Detection;

/// <summary>Distance and kind of object at each place of a picture, by a small residual U-Net (Ronneberger et al. 2015, arXiv 1505.04597).</summary>
/// <remarks>Outputs lie at stride 2: depth [B, 1, H/2, W/2] in log metres, classes [B, 1 + nouns, H/2, W/2] (logits).</remarks>
public sealed class SceneReader : Module
{
    /// <summary>Pixels from one cell of the outputs to the next.</summary>
    public const int Stride = 2;

    /// <summary>Sides of pictures are multiples of it.</summary>
    public const int SizeStep = 16;

    private readonly Conv2d _stem;
    private readonly DetectorBlock[][] _down = new DetectorBlock[4][];
    private readonly Conv2d[] _lateral = new Conv2d[3];
    private readonly DetectorBlock[] _up = new DetectorBlock[3];
    private readonly Conv2d _head;

    /// <summary>Builds the network.</summary>
    /// <exception cref="ArgumentException">The config is not valid.</exception>
    public SceneReader(SceneReaderConfig config)
    {
        config.Validate();
        Config = config;
        var widths = config.Widths;
        _stem = AddModule("stem", new Conv2d(3, widths[0], 5, 2, 2));
        for (var level = 0; level < 4; level++)
        {
            var (before, width, stride) = (widths[Math.Max(0, level - 1)], widths[level], level == 0 ? 1 : 2);
            _down[level] = AddModules($"down.{level}", config.BlocksPerLevel, i =>
                i == 0 ? new DetectorBlock(before, width, stride) : new DetectorBlock(width, width));
        }

        for (var level = 0; level < 3; level++)
        {
            _lateral[level] = AddModule($"lateral.{level}", new Conv2d(widths[level + 1], widths[level], 1));
            _up[level] = AddModule($"up.{level}", new DetectorBlock(widths[level], widths[level]));
        }

        _head = AddModule("head", new Conv2d(widths[0], 2 + config.Classes.Count, 3, 1, 1));
    }

    /// <summary>Sizes and names.</summary>
    public SceneReaderConfig Config { get; }

    /// <summary>Log depth and class logits of pictures [B, 3, H, W] in -1..1; H and W are multiples of <see cref="SizeStep"/>.</summary>
    public (Tensor Depth, Tensor Classes) Forward(Tensor pictures)
    {
        var levels = Levels(pictures);
        var x = levels[3];
        for (var level = 2; level >= 0; level--)
        {
            var above = _lateral[level].Forward(x).UpsampleNearest(levels[level].Size(2), levels[level].Size(3));
            x = _up[level].Forward(levels[level] + above);
        }

        var parts = _head.Forward(x.Silu()).Split([1, 1 + Config.Classes.Count], 1);
        return (parts[0], parts[1]);
    }

    /// <summary>What a picture is like as a whole: means of the deepest channels. [B, 3, H, W] to [B, C]</summary>
    public Tensor Features(Tensor pictures) => Levels(pictures)[3].Silu().Mean([2, 3]);

    private Tensor[] Levels(Tensor pictures)
    {
        var x = _stem.Forward(pictures);
        var levels = new Tensor[4];
        for (var level = 0; level < 4; level++)
        {
            foreach (var block in _down[level])
                x = block.Forward(x);
            levels[level] = x;
        }

        return levels;
    }
}
