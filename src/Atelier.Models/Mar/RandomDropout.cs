using Atelier.Torch;

namespace Atelier.Models.Mar;

/// <summary>Sets a share of activations to 0 and scales the others up, by draws of a generator of its own so that a run can be repeated.</summary>
/// <param name="rate">Share, 0 to less than 1.</param>
/// <param name="generator">Draws the masks, or on a GPU starts the generator there that does: from the CPU they would take longer than the network.</param>
public sealed class RandomDropout(double rate, Generator generator) : IDisposable
{
    private Generator? _own;

    /// <summary>What is left.</summary>
    public Tensor Apply(Tensor x)
    {
        if (rate <= 0)
            return x;
        if (x.Device == generator.Device)
            return x * Tensor.Rand(x.Shape, generator).Ge(rate).To(x.Type) / (1 - rate);
        _own ??= generator.Fork(x.Device);
        // A mask of truth values takes a quarter of the memory until the backward pass.
        return x * Tensor.Rand(x.Shape, _own).Ge(rate) / (1 - rate);
    }

    /// <summary>Frees the generator on the GPU.</summary>
    public void Dispose() => _own?.Dispose();
}
