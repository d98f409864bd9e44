using Atelier.Torch;

namespace Atelier.Models.Video.Autoencoders.Wan;

/// <summary>Unit, attention, unit at the lowest level. [B, C, T, H, W]</summary>
internal sealed class WanMiddle : WanLayer
{
    private readonly WanResidualUnit _first, _second;
    private readonly WanAttention _attention;

    public WanMiddle(int channels)
    {
        _first = AddModule("resnets.0", new WanResidualUnit(channels, channels));
        _attention = AddModule("attentions.0", new WanAttention(channels));
        _second = AddModule("resnets.1", new WanResidualUnit(channels, channels));
    }

    public override Tensor Forward(Tensor x, FrameCache cache) =>
        _second.Forward(_attention.Forward(_first.Forward(x, cache), cache), cache);
}
