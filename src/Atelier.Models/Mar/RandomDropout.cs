using Atelier.Torch;

namespace Atelier.Models.Mar;

/// <summary>Sets a share of activations to 0 and scales the others up, by draws of a generator of its own so that a run can be repeated.</summary>
/// <param name="rate">Share, 0 to less than 1.</param>
/// <param name="generator">On the CPU.</param>
public sealed class RandomDropout(double rate, Generator generator)
{
    /// <summary>What is left.</summary>
    public Tensor Apply(Tensor x)
    {
        if (rate <= 0)
            return x;
        var kept = Tensor.Rand(x.Shape, generator).Ge(rate).To(x.Device, x.Type);
        return x * kept / (1 - rate);
    }
}
