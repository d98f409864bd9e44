using Atelier.Models.Mar;
using Atelier.Training.Mini;
using Atelier.Training.Mini.Latents;

namespace Atelier.Systems.LightGen.Training;

/// <summary>How LightGen learns to paint captions from teachers' pictures.</summary>
public sealed record LightGenSettings
{
    /// <summary>Encoded pictures of the synthetic world.</summary>
    public required LatentSettings Latents { get; init; }

    /// <summary>Folder of the frozen text encoder, a BERT of the MiniLM kind.</summary>
    public required string TextEncoder { get; init; }

    /// <summary>Sizes of the network.</summary>
    public required LightGenConfig Network { get; init; }

    /// <summary>Learns from the world's own pictures.</summary>
    public bool UseDiorama { get; init; } = true;

    /// <summary>Folders of pictures that other models painted, which are learned from as well.</summary>
    public IReadOnlyList<string> Painted { get; init; } = [];

    /// <summary>Pictures that are learned from, at most; 0 for all.</summary>
    public long Pictures { get; init; }

    /// <summary>Captions of a picture that are used, its first ones; 0 for all.</summary>
    public int CaptionsPerPicture { get; init; }

    /// <summary>Scenes at the start of the data that are never trained on.</summary>
    public int HeldOut { get; init; } = 512;

    /// <summary>Held-out scenes that an evaluation looks at, at most.</summary>
    public int EvaluationScenes { get; init; } = 256;

    /// <summary>Pictures of half the side, by averaging latents two by two; the position tables serve both sizes.</summary>
    public bool HalfSize { get; init; }

    /// <summary>Smallest share of tokens that a step hides.</summary>
    public double LeastHidden { get; init; } = 0.7;

    /// <summary>Timesteps and noises per hidden token.</summary>
    public int Repeats { get; init; } = 4;

    /// <summary>
    /// Makes what the head is given tell class, colour and depth of each hidden token as well, which the world knows; left out, it does not.
    /// Not with <see cref="Painted"/> sets, of which nobody knows them.
    /// </summary>
    public TokenLabelWeights? TokenLabels { get; init; }

    /// <summary>Share of captions that are left out, for guidance.</summary>
    public double CaptionDrop { get; init; } = 0.1;

    /// <summary>Share of activations that are dropped in the transformer.</summary>
    public double Dropout { get; init; } = 0.1;

    /// <summary>How often a batch takes its captions from a style, relative to the others.</summary>
    public IReadOnlyDictionary<string, double> Styles { get; init; } =
        new Dictionary<string, double> { ["Prompt"] = 3, ["Short"] = 3, ["Placed"] = 3, ["Dense"] = 1 };

    /// <summary>Share of the pictures that are mirrored.</summary>
    public double MirrorShare { get; init; } = 0.5;

    /// <summary>Swaps left and right in the captions of mirrored pictures. Without it, mirroring teaches that sides mean nothing.</summary>
    public bool MirrorCaptions { get; init; } = true;

    /// <summary>What sample sheets show, one row a prompt.</summary>
    public IReadOnlyList<string> SheetPrompts { get; init; } = [];

    /// <summary>How sheets are painted.</summary>
    public LightGenSheetSettings Sheet { get; init; } = new();
}
