using Atelier.Torch;

namespace Atelier.Models.Upscaling;

/// <summary>ESRGAN's generator: dense blocks within residuals, then doublings by nearest pixels. Parameters have Real-ESRGAN's keys.</summary>
/// <remarks>(RRDBNet: Wang et al. 2018, arXiv 1809.00219; pixel blocks as channels for x2 and x1: Wang et al. 2021, arXiv 2107.10833.)</remarks>
public sealed class RrdbUpscaler : UpscalingNetwork
{
    private readonly Conv2d _first;
    private readonly RrdbBlock[] _blocks;
    private readonly Conv2d _trunk;
    private readonly Conv2d[] _up;
    private readonly Conv2d _fine;
    private readonly Conv2d _last;

    /// <summary>Makes the network without values: load or initialise it.</summary>
    /// <exception cref="Configs.ConfigException">A size is out of range.</exception>
    public RrdbUpscaler(RrdbUpscalerConfig config)
    {
        Config = config.Checked();
        var width = config.NumFeat;
        _first = AddModule("conv_first", new Conv2d(3 * config.Unshuffle * config.Unshuffle, width, 3, padding: 1));
        _blocks = AddModules("body", config.NumBlock, _ => new RrdbBlock(width, config.NumGrowCh));
        _trunk = AddModule("conv_body", new Conv2d(width, width, 3, padding: 1));
        _up = [.. Enumerable.Range(1, config.Doublings).Select(i => AddModule($"conv_up{i}", new Conv2d(width, width, 3, padding: 1)))];
        _fine = AddModule("conv_hr", new Conv2d(width, width, 3, padding: 1));
        _last = AddModule("conv_last", new Conv2d(width, 3, 3, padding: 1));
    }

    /// <summary>Sizes.</summary>
    public RrdbUpscalerConfig Config { get; }

    /// <inheritdoc/>
    public override int Scale => (1 << Config.Doublings) / Config.Unshuffle;

    /// <inheritdoc/>
    public override int SizeStep => Config.Unshuffle;

    /// <inheritdoc/>
    public override Tensor Forward(Tensor pictures)
    {
        var x = _first.Forward(Config.Unshuffle == 1 ? pictures : pictures.PixelUnshuffle(Config.Unshuffle));
        x += _trunk.Forward(_blocks.Aggregate(x, (h, block) => block.Forward(h)));
        foreach (var up in _up)
            x = up.Forward(x.UpsampleNearest(2 * x.Size(2), 2 * x.Size(3))).LeakyRelu(RrdbBlock.Slope);
        return _last.Forward(_fine.Forward(x).LeakyRelu(RrdbBlock.Slope));
    }
}
