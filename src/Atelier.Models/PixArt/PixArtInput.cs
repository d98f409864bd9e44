using Atelier.Torch;

namespace Atelier.Models.PixArt;

/// <summary>One call of a PixArt transformer.</summary>
/// <param name="Latents">[B, C, H, W]</param>
/// <param name="Timesteps">[B], 0..1000.</param>
/// <param name="Text">[B, L, C] text states.</param>
public sealed record PixArtInput(Tensor Latents, Tensor Timesteps, Tensor Text)
{
    /// <summary>[B, L], 0 at text that is not seen; null where all is.</summary>
    public Tensor? TextMask { get; init; }

    /// <summary>[B, 2], height and width in pixels, where the network takes sizes.</summary>
    public Tensor? Resolution { get; init; }

    /// <summary>[B, 1], height over width, where the network takes sizes.</summary>
    public Tensor? AspectRatio { get; init; }

    /// <summary>Called with the public name of a part and what it answered.</summary>
    public Action<string, IReadOnlyList<Tensor>>? Observe { get; init; }
}
