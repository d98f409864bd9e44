using Atelier.Torch;

namespace Atelier.Diffusion.Guidance;

/// <summary>Guidance by a text and by an image, each with its own strength (Brooks et al. 2023, equation 3).</summary>
/// <param name="TextScale">Strength of the text, given the image.</param>
/// <param name="ImageScale">Strength of the image.</param>
public sealed record ImageGuidance(double TextScale = 7.5, double ImageScale = 1.5)
{
    /// <summary>The guided output.</summary>
    /// <param name="unconditional">Neither text nor image; [batch, ...].</param>
    /// <param name="image">The image alone.</param>
    /// <param name="both">Text and image.</param>
    public Tensor Combine(Tensor unconditional, Tensor image, Tensor both)
    {
        using var scope = Tensor.Scope();
        return scope.Keep(unconditional + TextScale * (both - image) + ImageScale * (image - unconditional));
    }
}
