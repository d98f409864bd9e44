using Atelier.Diffusion.Guidance;
using Atelier.Models.Adapters;
using Atelier.Models.UNet;
using Atelier.Torch;

namespace Atelier.Systems.StableDiffusion;

/// <summary>What <see cref="LatentDiffusion"/> makes, in tensors.</summary>
/// <param name="Text">[B, L, D], states of the prompts.</param>
public sealed record LatentRequest(Tensor Text)
{
    /// <summary>[B, L, D], states of the negative prompts; needed where guidance is above 1.</summary>
    public Tensor? NegativeText { get; init; }

    /// <summary>[B, P], vectors of the prompts, for SDXL.</summary>
    public Tensor? Pooled { get; init; }

    /// <summary>[B, P], vectors of the negative prompts, for SDXL.</summary>
    public Tensor? NegativePooled { get; init; }

    /// <summary>[B, 6], original height and width, crop top and left, target height and width, for SDXL.</summary>
    public Tensor? Sizes { get; init; }

    /// <summary>Guidance away from the negative prompts; at 1 and below there is none.</summary>
    public ClassifierFreeGuidance Guidance { get; init; } = new();

    /// <summary>Height and width of the latents; those of <see cref="Noise"/> or <see cref="Picture"/> if null.</summary>
    public (long Height, long Width)? Size { get; init; }

    /// <summary>[B, C, h, w], standard normal noise to begin with; drawn if null.</summary>
    public Tensor? Noise { get; init; }

    /// <summary>[b, 3, H, W] in -1..1, a picture to begin with; b divides B.</summary>
    public Tensor? Picture { get; init; }

    /// <summary>[b, 1, H, W], 1 where the picture is repainted and 0 where it stays.</summary>
    public Tensor? Mask { get; init; }

    /// <summary>How much of the walk a picture passes, 0 to 1.</summary>
    public double Strength { get; init; } = 1;

    /// <summary>Control networks and their pictures.</summary>
    public IReadOnlyList<LatentControl> Controls { get; init; } = [];

    /// <summary>Pictures that the network attends to.</summary>
    public IReadOnlyList<LatentPicturePrompt> Pictures { get; init; } = [];

    /// <summary>Guidance away from an answer with perturbed attention, 0 for none; see <see cref="PerturbedLayers"/>.</summary>
    public double PerturbedGuidance { get; init; }

    /// <summary>Which self-attentions are perturbed, for two branches and for three with guidance; needed with <see cref="PerturbedGuidance"/>.</summary>
    public Func<int, PerturbedAttention>? PerturbedLayers { get; init; }

    /// <summary>Factors of the way up; null for none.</summary>
    public FreeU? FreeU { get; init; }

    /// <summary>Adapters of the UNet.</summary>
    public AdapterStack? Adapters { get; init; }
}
