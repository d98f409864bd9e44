using Atelier.Imaging;
using Atelier.Models.UNet;
using Atelier.Systems.Pipelines;
using Atelier.Systems.TextToImage;

namespace Atelier.Systems.StableDiffusion;

/// <summary>What Stable Diffusion is to paint. Values left out are the model's own.</summary>
/// <param name="Basics">Prompts, seed, count, steps, guidance and size; without a size the initial picture's is taken.</param>
public sealed record StableDiffusionRequest(TextToImageRequest Basics)
{
    /// <summary>Most blocks of the text encoder that may be left out, plus 1.</summary>
    public const int MaxClipSkip = 12;

    /// <summary>Sampler by name, see <see cref="StableDiffusionPipeline.Samplers"/>; null for the model's own.</summary>
    public string? Sampler { get; init; }

    /// <summary>Noise schedule by name, see <see cref="StableDiffusionPipeline.Schedules"/>; null for the sampler's own.</summary>
    public string? Schedule { get; init; }

    /// <summary>1 takes the text encoder's last block, 2 the one before it, to <see cref="MaxClipSkip"/>.</summary>
    public int ClipSkip { get; init; } = 1;

    /// <summary>Share, 0 to 1, by which guided answers are scaled back to the spread of unguided ones.</summary>
    public double GuidanceRescale { get; init; }

    /// <summary>A picture to begin with; null begins with noise.</summary>
    public Picture? Init { get; init; }

    /// <summary>How much of the initial picture is painted anew, 0 to 1.</summary>
    public double Strength { get; init; } = 0.75;

    /// <summary>White where the initial picture is repainted; the rest comes back pixel by pixel. In another size it is resized. Null repaints all.</summary>
    public Picture? Mask { get; init; }

    /// <summary>Pictures that steer, each for a control that was opened with the model.</summary>
    public IReadOnlyList<DiffusionControl> Controls { get; init; } = [];

    /// <summary>Pictures as prompts, each for an image adapter that was opened with the model.</summary>
    public IReadOnlyList<DiffusionPicturePrompt> PicturePrompts { get; init; } = [];

    /// <summary>Factors of the way up; null for none.</summary>
    public FreeU? FreeU { get; init; }

    /// <summary>Guidance away from an answer with perturbed attention, 0 to 100; 0 is none.</summary>
    public double PerturbedGuidance { get; init; }

    /// <summary>Which self-attentions are perturbed, as regular expressions over their names.</summary>
    public IReadOnlyList<string> PerturbedLayers { get; init; } = ["mid"];

    /// <summary>Checks every value against its range and the model's limits.</summary>
    /// <exception cref="RequestException">A value is out of range, or two contradict each other.</exception>
    public void Validate(TextToImageDefaults model)
    {
        Basics.Validate(model);
        OtherPrograms.RequireNoTags(Basics.Prompt, Basics.NegativePrompt);
        if (ClipSkip is < 1 or > MaxClipSkip)
            throw new RequestException($"clip skip {ClipSkip} was given; allowed: 1 to {MaxClipSkip}.");
        Share("strength", Strength);
        Share("guidance rescale", GuidanceRescale);
        if (!(PerturbedGuidance is >= 0 and <= 100))
            throw new RequestException($"perturbed guidance {PerturbedGuidance} was given; allowed: 0 to 100.");
        if (Mask is not null && Init is null)
            throw new RequestException("A mask was given without an initial picture to repaint.");
        foreach (var control in Controls)
            control.Validate();
        if (Init is not null)
            ValidateInit(Init, model);
    }

    private void ValidateInit(Picture init, TextToImageDefaults model)
    {
        var steps = Basics.Steps ?? model.Steps;
        if ((int)(steps * Strength) < 1)
            throw new RequestException($"strength {Strength} of {steps} steps leaves no step; take at least {1.0 / steps:0.###}, or more steps.");
        bool Fits(int side) => side >= model.SizeStep && side <= model.MaxSize;
        if (Basics.Width is null && Basics.Height is null && !(Fits(init.Width) && Fits(init.Height)))
        {
            throw new RequestException(
                $"The initial picture is {init.Width} x {init.Height}; allowed: {model.SizeStep} to {model.MaxSize} a side. Give a width and a height to resize it.");
        }
    }

    private static void Share(string name, double value)
    {
        if (!(value is >= 0 and <= 1))
            throw new RequestException($"{name} {value} was given; allowed: 0 to 1.");
    }
}
