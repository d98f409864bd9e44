using Atelier.Torch;

namespace Atelier.Models.Video.Autoencoders.Wan;

/// <summary>A level of Wan 2.2's encoder, with an averaging shortcut around it. [B, C, T, H, W]</summary>
internal sealed class WanDownLevel : WanLayer
{
    private readonly WanResidualUnit[] _units;
    private readonly WanDownsample? _downsample;
    private readonly int _outputs, _time, _space;

    public WanDownLevel(int inputs, int outputs, int units, bool space, bool time)
    {
        (_outputs, _time, _space) = (outputs, time ? 2 : 1, space ? 2 : 1);
        _units = AddModules("resnets", units, i => new WanResidualUnit(i == 0 ? inputs : outputs, outputs));
        _downsample = space ? AddModule("downsampler", new WanDownsample(outputs, time)) : null;
    }

    public override Tensor Forward(Tensor x, FrameCache cache)
    {
        var y = _units.Aggregate(x, (z, unit) => unit.Forward(z, cache));
        return (_downsample?.Forward(y, cache) ?? y) + WanFolding.Average(x, _outputs, _time, _space);
    }
}
