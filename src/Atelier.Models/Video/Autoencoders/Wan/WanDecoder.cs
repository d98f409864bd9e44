using Atelier.Torch;

namespace Atelier.Models.Video.Autoencoders.Wan;

/// <summary>A stretch of latents to video, not clamped. [B, C, T, H, W]</summary>
internal sealed class WanDecoder : WanLayer
{
    private readonly WanConv _in, _out;
    private readonly WanMiddle _middle;
    private readonly WanUpLevel[] _levels;
    private readonly WanNorm _norm;

    public WanDecoder(AutoencoderKLWanConfig config)
    {
        var last = config.DimMult.Count - 1;
        var (first, channels) = (config.DecoderBaseDim ?? config.BaseDim, new int[last + 2]);
        channels[0] = first * config.DimMult[last];
        for (var i = 0; i <= last; i++)
            channels[i + 1] = first * config.DimMult[last - i];
        _in = AddModule("conv_in", new WanConv(config.ZDim, channels[0], 3, 3));
        _middle = AddModule("mid_block", new WanMiddle(channels[0]));
        // In 2.1 each doubling halves the channels.
        _levels = AddModules("up_blocks", last + 1, i => new WanUpLevel(
            i > 0 && !config.IsResidual ? channels[i] / 2 : channels[i],
            channels[i + 1],
            config.NumResBlocks + 1,
            space: i < last,
            time: i < last && config.TemperalDownsample[config.TemperalDownsample.Count - 1 - i],
            config.IsResidual));
        _norm = AddModule("norm_out", new WanNorm(channels[^1], 3));
        _out = AddModule("conv_out", new WanConv(channels[^1], config.OutChannels, 3, 3));
    }

    public override Tensor Forward(Tensor x, FrameCache cache)
    {
        x = _middle.Forward(_in.Forward(x, cache), cache);
        x = _levels.Aggregate(x, (y, level) => level.Forward(y, cache));
        return _out.Forward(_norm.Forward(x).Silu(), cache);
    }
}
