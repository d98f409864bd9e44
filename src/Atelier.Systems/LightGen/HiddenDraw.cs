using Atelier.Torch;

namespace Atelier.Systems.LightGen;

/// <summary>What a training step draws: which tokens are hidden, and how each is noised.</summary>
/// <param name="Orders">A permutation of the tokens per sample, [B, L].</param>
/// <param name="Hidden">Tokens that are hidden: the first of the orders.</param>
/// <param name="Timesteps">0 to 999, [B, rows]; rows are (repeat, hidden token in raster order).</param>
/// <param name="Noise">[B, rows, token channels].</param>
public sealed record HiddenDraw(Tensor Orders, int Hidden, Tensor Timesteps, Tensor Noise)
{
    /// <summary>The same draw for a batch repeated.</summary>
    public HiddenDraw Repeated(int times) => new(Orders.Repeat(times, 1), Hidden, Timesteps.Repeat(times, 1), Noise.Repeat(times, 1, 1));
}
