using Atelier.Torch;

namespace Atelier.Models.Sd3;

/// <summary>One call of a Stable Diffusion 3 transformer.</summary>
/// <param name="Latents">[B, C, H, W]</param>
/// <param name="Timesteps">[B], 0..1000.</param>
/// <param name="Text">[B, L, C] text states.</param>
/// <param name="Pooled">[B, P] pooled text.</param>
public sealed record Sd3Input(Tensor Latents, Tensor Timesteps, Tensor Text, Tensor Pooled)
{
    /// <summary>[B, N, width] from a control network, spread evenly over the blocks.</summary>
    public IReadOnlyList<Tensor> Residuals { get; init; } = [];

    /// <summary>Blocks that are passed over, for skip-layer guidance.</summary>
    public IReadOnlyCollection<int> SkippedLayers { get; init; } = [];

    /// <summary>Called with the public name of a part and what it answered.</summary>
    public Action<string, IReadOnlyList<Tensor>>? Observe { get; init; }
}
