using Atelier.Torch;

namespace Atelier.Models.Video.Autoencoders.Wan;

/// <summary>A stretch of video to the moments of its latents. [B, C, T, H, W]</summary>
internal sealed class WanEncoder : WanLayer
{
    private readonly WanConv _in, _out;
    private readonly List<WanLayer> _levels = [];
    private readonly WanMiddle _middle;
    private readonly WanNorm _norm;

    public WanEncoder(AutoencoderKLWanConfig config)
    {
        _in = AddModule("conv_in", new WanConv(config.InChannels, config.BaseDim, 3, 3));
        var (width, scale) = (config.BaseDim, 1.0);
        for (var level = 0; level < config.DimMult.Count; level++)
        {
            var (inputs, outputs) = (width, config.BaseDim * config.DimMult[level]);
            if (config.IsResidual)
                Add(new WanDownLevel(inputs, outputs, config.NumResBlocks, config.ShrinksSpace(level), config.ShrinksTime(level)));
            else
                AddUnits(config, level, inputs, outputs, ref scale);
            width = outputs;
        }

        _middle = AddModule("mid_block", new WanMiddle(width));
        _norm = AddModule("norm_out", new WanNorm(width, 3));
        _out = AddModule("conv_out", new WanConv(width, 2 * config.ZDim, 3, 3));
    }

    public override Tensor Forward(Tensor x, FrameCache cache)
    {
        x = _levels.Aggregate(_in.Forward(x, cache), (y, level) => level.Forward(y, cache));
        return _out.Forward(_norm.Forward(_middle.Forward(x, cache)).Silu(), cache);
    }

    // In 2.1 the parts of all levels stand in one list.
    private void AddUnits(AutoencoderKLWanConfig config, int level, int inputs, int outputs, ref double scale)
    {
        for (var i = 0; i < config.NumResBlocks; i++)
        {
            Add(new WanResidualUnit(i == 0 ? inputs : outputs, outputs));
            if (config.AttnScales.Contains(scale))
                Add(new WanAttention(outputs));
        }

        if (!config.ShrinksSpace(level))
            return;
        Add(new WanDownsample(outputs, config.ShrinksTime(level)));
        scale /= 2;
    }

    private void Add(WanLayer layer) => _levels.Add(AddModule($"down_blocks.{_levels.Count}", layer));
}
