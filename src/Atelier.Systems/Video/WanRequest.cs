using Atelier.Torch;

namespace Atelier.Systems.Video;

/// <summary>What a Wan video shall show, in the form that its networks take.</summary>
/// <param name="Noise">[B, C, frames, h, w] standard normal draws of the latent's size.</param>
/// <param name="Text">[B, L, C] states of the prompt.</param>
public sealed record WanRequest(Tensor Noise, Tensor Text)
{
    /// <summary>[B, L, C] states of what it shall not show; guidance is off without.</summary>
    public Tensor? NegativeText { get; init; }

    /// <summary>Guidance scale; 1 turns it off.</summary>
    public double Guidance { get; init; } = 5;

    /// <summary>Guidance scale of the network for low noise; as the other's if left out.</summary>
    public double? LowNoiseGuidance { get; init; }

    /// <summary>[B, 3, H, W] in -1..1 that the video begins with.</summary>
    public Tensor? FirstPicture { get; init; }

    /// <summary>[B, 3, H, W] in -1..1 that the video ends with.</summary>
    public Tensor? LastPicture { get; init; }

    /// <summary>[B, M, C] image states of the first picture, or [2 B, M, C] of both, for networks that see them.</summary>
    public Tensor? PictureStates { get; init; }
}
