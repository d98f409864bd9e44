using Atelier.Models.UNet;
using Atelier.Torch;

namespace Atelier.Systems.StableDiffusion;

/// <summary>A control network with its picture. (Zhang et al. 2023, arXiv 2302.05543.)</summary>
/// <param name="Network">Made for the same UNet.</param>
/// <param name="Picture">[1 or B, 3, H, W] in 0..1, in the size of the result.</param>
/// <param name="Scale">Strength.</param>
/// <param name="Start">Share of the walk, 0 to 1, before which it rests.</param>
/// <param name="End">Share of the walk, 0 to 1, after which it rests.</param>
/// <param name="Guess">Acts on the conditional branch only, weaker at fine levels, so that it works without a prompt.</param>
public sealed record ControlNetInput(ControlNet Network, Tensor Picture, double Scale = 1, double Start = 0, double End = 1, bool Guess = false)
    : LatentControl(Scale, Start, End)
{
    internal override LatentControl Prepare(long batch) => this with { Picture = Batch(Picture, batch) };

    internal override UNetInputs AddTo(UNetInputs inputs, Tensor sample, LatentBranches branches)
    {
        var guess = Guess || Network.PoolsConditions;
        Tensor Seen(Tensor rows) => guess ? branches.Conditional(rows) : rows;
        Tensor? Optional(Tensor? rows) => rows is null ? null : Seen(rows);
        var (down, mid) = Network.Forward(
            new(Seen(sample), inputs.Timestep, Seen(inputs.Text))
            {
                TimestepCondition = Optional(inputs.TimestepCondition),
                TextEmbeds = Optional(inputs.TextEmbeds),
                TimeIds = Optional(inputs.TimeIds),
            },
            guess ? Picture : branches.Repeat(Picture),
            Scale,
            guess);
        Tensor Whole(Tensor residual) => guess ? branches.OnlyConditional(residual) : residual;
        return inputs with
        {
            DownResiduals = inputs.DownResiduals.Count == 0
                ? [.. down.Select(Whole)]
                : [.. inputs.DownResiduals.Zip(down, (sum, residual) => sum + Whole(residual))],
            MidResidual = inputs.MidResidual is null ? Whole(mid) : inputs.MidResidual + Whole(mid),
        };
    }
}
