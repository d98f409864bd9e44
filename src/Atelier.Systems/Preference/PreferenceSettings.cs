using Atelier.Training.Mini.Latents;

namespace Atelier.Systems.Preference;

/// <summary>How a model is tuned by pairs: the true picture of a caption wins over the model's own.</summary>
public abstract record PreferenceSettings
{
    /// <summary>Encoded true pictures.</summary>
    public required LatentSettings Latents { get; init; }

    /// <summary>Folder of the model's own pictures of the same captions.</summary>
    public required string Pairs { get; init; }

    /// <summary>Folder of the frozen text encoder, a BERT of the MiniLM kind.</summary>
    public required string TextEncoder { get; init; }

    /// <summary>Folder of the network that is tuned; a frozen copy of it is what it is compared with.</summary>
    public required string Start { get; init; }

    /// <summary>What is learned.</summary>
    public PreferenceControl Control { get; init; } = PreferenceControl.Dpo;

    /// <summary>Strength: how much a difference of errors counts. (Wallace et al. 2023: 2000 to 5000)</summary>
    public double Beta { get; init; } = 5000;

    /// <summary>First scene whose pair is taken.</summary>
    public long FirstScene { get; init; }

    /// <summary>Scenes from there whose pairs are taken; 0 for all.</summary>
    public long Scenes { get; init; }

    /// <summary>Pairs at the start of the set that are never trained on.</summary>
    public int HeldOut { get; init; } = 64;

    /// <summary>Held-out pairs that an evaluation looks at, at most.</summary>
    public int EvaluationPairs { get; init; } = 64;

    /// <summary>Share of captions that are left out, so that guidance keeps its other side.</summary>
    public double CaptionDrop { get; init; }
}
