using Atelier.Torch;

namespace Atelier.Models.Video.Autoencoders.Wan;

/// <summary>A level of Wan's decoder; in 2.2 with a repeating shortcut around it. [B, C, T, H, W]</summary>
internal sealed class WanUpLevel : WanLayer
{
    private readonly WanResidualUnit[] _units;
    private readonly WanUpsample? _upsample;
    private readonly int _outputs, _time;
    private readonly bool _shortcut;

    public WanUpLevel(int inputs, int outputs, int units, bool space, bool time, bool residual)
    {
        (_outputs, _time, _shortcut) = (outputs, time ? 2 : 1, residual && space);
        _units = AddModules("resnets", units, i => new WanResidualUnit(i == 0 ? inputs : outputs, outputs));
        _upsample = space
            ? AddModule(residual ? "upsampler" : "upsamplers.0", new WanUpsample(outputs, residual ? outputs : outputs / 2, time))
            : null;
    }

    public override Tensor Forward(Tensor x, FrameCache cache)
    {
        var y = _units.Aggregate(x, (z, unit) => unit.Forward(z, cache));
        y = _upsample?.Forward(y, cache) ?? y;
        return _shortcut ? y + WanFolding.Repeat(x, _outputs, _time, 2, cache.IsFirst) : y;
    }
}
