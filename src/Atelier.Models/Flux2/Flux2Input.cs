using Atelier.Torch;

namespace Atelier.Models.Flux2;

/// <summary>One call of a FLUX.2 transformer.</summary>
/// <param name="Image">[B, N, C] packed latents; reference pictures follow the noisy one with time ids of their own.</param>
/// <param name="ImagePositions">[N, axes], time, row, column, 0.</param>
/// <param name="Text">[B, L, C] text states.</param>
/// <param name="TextPositions">[L, axes], 0, 0, 0, index.</param>
/// <param name="Timesteps">[B], 0 (clean) to 1 (noise).</param>
public sealed record Flux2Input(Tensor Image, Tensor ImagePositions, Tensor Text, Tensor TextPositions, Tensor Timesteps)
{
    /// <summary>[B], the plain guidance number; not read by a network without a guidance embedding.</summary>
    public Tensor? Guidance { get; init; }

    /// <summary>Called with the public name of a part and what it answered.</summary>
    public Action<string, IReadOnlyList<Tensor>>? Observe { get; init; }
}
