using Atelier.Models.Flux;
using Atelier.Training.Mini.Latents;

namespace Atelier.Training.Mini;

/// <summary>How a FLUX transformer learns to paint captions.</summary>
public sealed record TextToImageSettings
{
    /// <summary>Encoded pictures.</summary>
    public required LatentSettings Latents { get; init; }

    /// <summary>Folder of the frozen text encoder, a BERT of the MiniLM kind.</summary>
    public required string TextEncoder { get; init; }

    /// <summary>Sizes of the network.</summary>
    public required FluxConfig Network { get; init; }

    /// <summary>Scenes at the start of the data that are never trained on.</summary>
    public int HeldOut { get; init; } = 512;

    /// <summary>Held-out scenes that an evaluation looks at, at most.</summary>
    public int EvaluationScenes { get; init; } = 256;

    /// <summary>Draws of the noise level before the shift: logit_normal, mode or uniform.</summary>
    public string TimestepDensity { get; init; } = "logit_normal";

    /// <summary>Mean of the logit-normal.</summary>
    public double LogitMean { get; init; }

    /// <summary>Standard deviation of the logit-normal.</summary>
    public double LogitStd { get; init; } = 1;

    /// <summary>Time shift towards noise; the sampler's must be the same.</summary>
    public double Shift { get; init; } = 3;

    /// <summary>First steps of the run that paint latents of half the size: a quarter of the tokens for the same words and places.</summary>
    public long CoarseSteps { get; init; }

    /// <summary>Share of captions that are left out, for guidance.</summary>
    public double CaptionDrop { get; init; } = 0.1;

    /// <summary>How often a batch takes its captions from a style, relative to the others; batches of one style waste little padding.</summary>
    public IReadOnlyDictionary<string, double> Styles { get; init; } =
        new Dictionary<string, double> { ["Prompt"] = 3, ["Short"] = 3, ["Placed"] = 3, ["Dense"] = 1 };

    /// <summary>Share of captions that are said in free words: synonyms, turned sentences, typing errors.</summary>
    public double Reworded { get; init; }

    /// <summary>Ids of a caption, at most.</summary>
    public int MaxTextTokens { get; init; } = 64;

    /// <summary>Share of the pictures that are mirrored, captions included.</summary>
    public double MirrorShare { get; init; } = 0.5;

    /// <summary>The renderer's layers as further targets of a middle layer; none if left out.</summary>
    public TokenHeadSettings? TokenHead { get; init; }

    /// <summary>What sample sheets show, one row a prompt.</summary>
    public IReadOnlyList<string> SheetPrompts { get; init; } = [];

    /// <summary>Pictures of each prompt on a sheet.</summary>
    public int SheetColumns { get; init; } = 4;

    /// <summary>Steps of the sampler on a sheet.</summary>
    public int SheetSteps { get; init; } = 20;

    /// <summary>Guidance on a sheet.</summary>
    public double SheetGuidance { get; init; } = 3;
}
