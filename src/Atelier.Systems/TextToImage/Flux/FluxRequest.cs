using Atelier.Imaging;
using Atelier.Systems.Pipelines;

namespace Atelier.Systems.TextToImage.Flux;

/// <summary>What a FLUX model is to paint. Values left out are the model's own.</summary>
/// <param name="Basics">Prompts, seed, count, steps, guidance and size; without a size that of the picture that is painted over is taken.</param>
public sealed record FluxRequest(TextToImageRequest Basics)
{
    /// <summary>Share of a picture that changes where nothing is said.</summary>
    public const double UsualStrength = 0.75;

    /// <summary>Weight of the difference to the negative prompt, 0 to 100, for models that are told their guidance as a number; 1 is none.</summary>
    public double? TrueGuidance { get; init; }

    /// <summary>Name of a sampler: euler, heun, dpm++2m or unipc; euler if null.</summary>
    public string? Sampler { get; init; }

    /// <summary>Name of a spread of noise levels: even, karras, exponential or beta; even if null.</summary>
    public string? Schedule { get; init; }

    /// <summary>Features that are taken from earlier steps, <c>NAME</c> or <c>NAME:threshold</c>: first-block, magnitude, taylor, pyramid or faster; null computes everything.</summary>
    public string? Cache { get; init; }

    /// <summary>Picture that is painted over.</summary>
    public Picture? Init { get; init; }

    /// <summary>How much of <see cref="Init"/> changes, above 0 to 1; 0.75 if null, 1 for models that fill masks.</summary>
    public double? Strength { get; init; }

    /// <summary>Light where <see cref="Init"/> is painted anew; pixels where it is dark stay as they are.</summary>
    public Picture? Mask { get; init; }

    /// <summary>Pictures that say where things are.</summary>
    public IReadOnlyList<FluxControl> Controls { get; init; } = [];

    /// <summary>Pictures that the model edits or takes subjects from, as FLUX.1 Kontext does.</summary>
    public IReadOnlyList<Picture> References { get; init; } = [];

    /// <summary>Pictures as parts of the prompt, by FLUX.1 Redux.</summary>
    public IReadOnlyList<FluxPicturePrompt> PicturePrompts { get; init; } = [];

    /// <summary>Checks every value against its range and the model's limits.</summary>
    /// <exception cref="RequestException">A value is out of range, or two contradict each other.</exception>
    public void Validate(TextToImageDefaults model)
    {
        OtherPrograms.RequireNoTags(Basics.Prompt, Basics.NegativePrompt);
        // A picture that is painted over may have any size within the limit, so that it need not be resized.
        (Init is null ? Basics : Basics with
        {
            Width = Basics.Width == Init.Width ? null : Basics.Width,
            Height = Basics.Height == Init.Height ? null : Basics.Height,
        }).Validate(model);
        if (Init is not null && Math.Max(Basics.Width ?? Init.Width, Basics.Height ?? Init.Height) > model.MaxSize)
            throw new RequestException($"The picture to paint over is {Init.Width} x {Init.Height}; allowed: up to {model.MaxSize} a side. Give a width and a height to resize it.");
        if (TrueGuidance is { } weight && !(weight >= 0 && weight <= 100))
            throw new RequestException($"true guidance {weight} was given; allowed: 0 to 100.");
        if (Init is null && (Strength is not null || Mask is not null))
            throw new RequestException("A strength or a mask was given without a picture to paint over.");
        if (Strength is { } strength && !(strength > 0 && strength <= 1))
            throw new RequestException($"strength {strength} was given; allowed: above 0 to 1.");
        FluxSampling.Of(Sampler, Schedule);
    }
}
