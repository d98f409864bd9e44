using Atelier.Torch;

namespace Atelier.Models.Lumina2;

/// <summary>One call of a Lumina-Image 2 transformer.</summary>
/// <param name="Latents">[B, C, H, W]</param>
/// <param name="Timesteps">[B], 0 (noise) to 1 (clean).</param>
/// <param name="Text">[B, L, C] text states.</param>
/// <param name="TextMask">[B, L], 1 for text, then 0 for padding.</param>
public sealed record Lumina2Input(Tensor Latents, Tensor Timesteps, Tensor Text, Tensor TextMask)
{
    /// <summary>Called with the public name of a part and what it answered.</summary>
    public Action<string, IReadOnlyList<Tensor>>? Observe { get; init; }
}
