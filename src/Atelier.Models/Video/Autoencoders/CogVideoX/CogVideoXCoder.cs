using Atelier.Torch;

namespace Atelier.Models.Video.Autoencoders.CogVideoX;

/// <summary>What CogVideoX's encoder and decoder share: ends, middle and levels. [B, C, T, H, W]</summary>
internal sealed class CogVideoXCoder : Module
{
    private readonly CogVideoXConv _in, _out;
    private readonly CogVideoXNorm _norm;
    private readonly Level[] _levels;
    private readonly CogVideoXUnit[] _middle;
    private readonly Func<Tensor, Tensor> _act;
    private readonly bool _decodes;

    /// <param name="config">Sizes.</param>
    /// <param name="decodes">Up to the video, with norms that latents scale; else down to the latents.</param>
    public CogVideoXCoder(AutoencoderKLCogVideoXConfig config, bool decodes)
    {
        (_decodes, _act) = (decodes, Activations.ByName(config.ActFn));
        int[] widths = decodes ? [.. config.BlockOutChannels.Reverse()] : [.. config.BlockOutChannels];
        _in = AddModule("conv_in", new CogVideoXConv(decodes ? config.LatentChannels : config.InChannels, widths[0], 3));
        var lowest = decodes ? widths[0] : widths[^1];
        if (decodes)
            _middle = AddModules("mid_block.resnets", 2, _ => new CogVideoXUnit(lowest, lowest, config, latents: true));
        _levels = AddModules(decodes ? "up_blocks" : "down_blocks", widths.Length, i =>
            new Level(config, i == 0 ? widths[0] : widths[i - 1], widths[i], i, decodes));
        _middle ??= AddModules("mid_block.resnets", 2, _ => new CogVideoXUnit(lowest, lowest, config, latents: false));
        _norm = AddModule("norm_out", new CogVideoXNorm(widths[^1], config with { NormEps = 1e-6 }, latents: decodes));
        _out = AddModule("conv_out", new CogVideoXConv(widths[^1], decodes ? config.OutChannels : 2 * config.LatentChannels, 3));
    }

    public Tensor Forward(Tensor x, FrameCache cache)
    {
        var latents = _decodes ? x : null;
        x = _in.Forward(x, cache);
        if (_decodes)
            x = Middle(x, latents, cache);
        x = _levels.Aggregate(x, (y, level) => level.Forward(y, latents, cache));
        if (!_decodes)
            x = Middle(x, latents, cache);
        return _out.Forward(_act(_norm.Forward(x, latents, cache)), cache);
    }

    private Tensor Middle(Tensor x, Tensor? latents, FrameCache cache) => _middle.Aggregate(x, (y, unit) => unit.Forward(y, latents, cache));

    private sealed class Level : Module
    {
        private readonly CogVideoXUnit[] _units;
        private readonly CogVideoXDownsample? _down;
        private readonly CogVideoXUpsample? _up;

        public Level(AutoencoderKLCogVideoXConfig config, int inputs, int outputs, int level, bool decodes)
        {
            var (time, resizes) = (level < config.TimeLevels, level < config.BlockOutChannels.Count - 1);
            _units = AddModules("resnets", config.LayersPerBlock + (decodes ? 1 : 0), i =>
                new CogVideoXUnit(i == 0 ? inputs : outputs, outputs, config, latents: decodes));
            _down = resizes && !decodes ? AddModule("downsamplers.0", new CogVideoXDownsample(outputs, time)) : null;
            _up = resizes && decodes ? AddModule("upsamplers.0", new CogVideoXUpsample(outputs, time)) : null;
        }

        public Tensor Forward(Tensor x, Tensor? latents, FrameCache cache)
        {
            x = _units.Aggregate(x, (y, unit) => unit.Forward(y, latents, cache));
            return _down?.Forward(x) ?? _up?.Forward(x) ?? x;
        }
    }
}
