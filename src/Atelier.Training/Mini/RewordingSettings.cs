using Atelier.Training.Mini.Latents;

namespace Atelier.Training.Mini;

/// <summary>How a FLUX transformer learns that other words mean the same picture.</summary>
public sealed record RewordingSettings
{
    /// <summary>Encoded pictures with plain captions.</summary>
    public required LatentSettings Latents { get; init; }

    /// <summary>Folder of the frozen text encoder, a BERT of the MiniLM kind.</summary>
    public required string TextEncoder { get; init; }

    /// <summary>Folder of the transformer that understands the plain captions; start and teacher.</summary>
    public required string Start { get; init; }

    /// <summary>
    /// Which parameters learn, a regular expression over diffusers' names. Where text comes in and the text side of the double blocks, by default: what paints stays as it is,
    /// and adapters for pictures with it.
    /// </summary>
    public string Trained { get; init; } = @"^context_embedder|text_embedder|norm1_context|\.add_[qkv]_proj|norm_added|to_add_out|ff_context";

    /// <summary>Scenes at the start of the data that are never trained on.</summary>
    public int HeldOut { get; init; } = 512;

    /// <summary>Held-out scenes that an evaluation looks at, at most.</summary>
    public int EvaluationScenes { get; init; } = 128;

    /// <summary>Draws of the noise level before the shift: logit_normal, mode or uniform.</summary>
    public string TimestepDensity { get; init; } = "logit_normal";

    /// <summary>Time shift towards noise.</summary>
    public double Shift { get; init; } = 3;

    /// <summary>Share of captions that are worded anew; the others hold the plain wording in place.</summary>
    public double Reworded { get; init; } = 0.75;

    /// <summary>Share of captions that are left out, which holds the empty one in place.</summary>
    public double CaptionDrop { get; init; } = 0.05;

    /// <summary>How often a batch takes its captions from a style, relative to the others.</summary>
    public IReadOnlyDictionary<string, double> Styles { get; init; } =
        new Dictionary<string, double> { ["Prompt"] = 4, ["Short"] = 3, ["Placed"] = 2, ["Dense"] = 0.5 };

    /// <summary>Ids of a caption, at most.</summary>
    public int MaxTextTokens { get; init; } = 64;

    /// <summary>Share of the pictures that are mirrored, captions included.</summary>
    public double MirrorShare { get; init; } = 0.5;
}
