using Atelier.Models.Upscaling;

namespace Atelier.Training.Mini;

/// <summary>How an upscaler is trained on pictures that are rendered at the size of its results.</summary>
public sealed record UpscalerSettings
{
    /// <summary>Dataset folder; its pictures are what the network shall answer.</summary>
    public required string Data { get; init; }

    /// <summary>Sizes of the network.</summary>
    public required CompactUpscalerConfig Network { get; init; }

    /// <summary>Folder of an autoencoder that small pictures go through, so that the network learns to mend what its decoder does to them; null for none.</summary>
    public string? Autoencoder { get; init; }

    /// <summary>Share of the small pictures that go through the autoencoder.</summary>
    public double AutoencoderShare { get; init; } = 0.7;

    /// <summary>Scenes at the start of the data that are never trained on.</summary>
    public int HeldOut { get; init; } = 256;

    /// <summary>Held-out scenes that an evaluation looks at, at most.</summary>
    public int EvaluationPictures { get; init; } = 64;

    /// <summary>Side of the crops of small pictures.</summary>
    public int Crop { get; init; } = 48;

    /// <summary>Weight of the mean absolute difference.</summary>
    public double L1Weight { get; init; } = 1;

    /// <summary>Weight of the differences of edges at three scales.</summary>
    public double EdgeWeight { get; init; } = 0.5;
}
