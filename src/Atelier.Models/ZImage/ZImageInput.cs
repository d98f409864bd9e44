using Atelier.Torch;

namespace Atelier.Models.ZImage;

/// <summary>One call of a Z-Image transformer; pictures of a batch may differ in size.</summary>
/// <param name="Latents">[C, 1, H, W] of each picture.</param>
/// <param name="Timesteps">[B], 0 (noise) to 1 (clean).</param>
/// <param name="Texts">[L, C] text states of each picture.</param>
public sealed record ZImageInput(IReadOnlyList<Tensor> Latents, Tensor Timesteps, IReadOnlyList<Tensor> Texts)
{
    /// <summary>Called with the public name of a part and what it answered.</summary>
    public Action<string, IReadOnlyList<Tensor>>? Observe { get; init; }
}
