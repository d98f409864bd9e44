using Atelier.Models.Layers.Rotary;
using Atelier.Models.Reuse;
using Atelier.Torch;

namespace Atelier.Models.Video.CogVideoX;

/// <summary>One call of a CogVideoX transformer.</summary>
/// <param name="Latents">[B, frames, C, H, W]: frames before channels.</param>
/// <param name="Timesteps">[B], 0..999.</param>
/// <param name="Text">[B, L, C] text states.</param>
public sealed record CogVideoXInput(Tensor Latents, Tensor Timesteps, Tensor Text)
{
    /// <summary>[B] offset between frames, for networks that were trained with one.</summary>
    public Tensor? Offset { get; init; }

    /// <summary>Turns of the video tokens; made for the latents' size if left out.</summary>
    public RotaryTable? Rotary { get; init; }

    /// <summary>Takes attention outputs of earlier steps in place of computed ones; null computes all, exactly.</summary>
    public FeatureCache? Reuse { get; init; }

    /// <summary>Called with the public name of a part and what it answered.</summary>
    public Action<string, IReadOnlyList<Tensor>>? Observe { get; init; }
}
