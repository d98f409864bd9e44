using Atelier.Models.UNet;
using Atelier.Torch;

namespace Atelier.Systems.StableDiffusion;

/// <summary>A T2I adapter with its picture; it runs once, whatever the number of steps. (Mou et al. 2023, arXiv 2302.08453.)</summary>
/// <param name="Network">Made for the same UNet.</param>
/// <param name="Picture">[1 or B, C, H, W] in 0..1, in the size of the result.</param>
/// <param name="Scale">Strength.</param>
/// <param name="Start">Share of the walk, 0 to 1, before which it rests.</param>
/// <param name="End">Share of the walk, 0 to 1, after which it rests.</param>
public sealed record T2IAdapterInput(T2IAdapter Network, Tensor Picture, double Scale = 1, double Start = 0, double End = 1) : LatentControl(Scale, Start, End)
{
    private IReadOnlyList<Tensor> Features { get; init; } = [];

    internal override LatentControl Prepare(long batch) => this with { Features = [.. Network.Forward(Batch(Picture, batch)).Select(f => f * Scale)] };

    internal override UNetInputs AddTo(UNetInputs inputs, Tensor sample, LatentBranches branches)
    {
        var own = Features.Select(branches.Repeat);
        return inputs with { BlockFeatures = inputs.BlockFeatures.Count == 0 ? [.. own] : [.. inputs.BlockFeatures.Zip(own, (a, b) => a + b)] };
    }
}
