using Atelier.Models.Autoencoders;

namespace Atelier.Training.Mini;

/// <summary>How an autoencoder is trained.</summary>
public sealed record AutoencoderSettings
{
    /// <summary>Dataset folder.</summary>
    public required string Data { get; init; }

    /// <summary>Scenes at the start of the data that are never trained on.</summary>
    public int HeldOut { get; init; } = 256;

    /// <summary>Held-out scenes that an evaluation looks at, at most.</summary>
    public int EvaluationPictures { get; init; } = 64;

    /// <summary>Sizes of the network.</summary>
    public required AutoencoderKLConfig Network { get; init; }

    /// <summary>Side of the crops, a multiple of the network's stride.</summary>
    public int Crop { get; init; } = 64;

    /// <summary>Weight of the mean absolute difference.</summary>
    public double L1Weight { get; init; } = 1;

    /// <summary>Weight of the mean squared difference.</summary>
    public double L2Weight { get; init; } = 1;

    /// <summary>Weight of the differences of edges at three scales.</summary>
    public double EdgeWeight { get; init; } = 0.5;

    /// <summary>Weight of the divergence from the standard normal, in nats per latent number.</summary>
    public double KlWeight { get; init; } = 1e-4;

    /// <summary>Share of the steps that decode a latent of half the size to a picture of half the size. (Kouzelis et al. 2025, arXiv 2502.09509)</summary>
    public double HalfSizeShare { get; init; } = 0.25;

    /// <summary>
    /// Trains the decoder alone, from weights in <c>init_from</c>: latents keep their meaning, and networks that were trained on them stay
    /// valid. Scale and shift are then those of <see cref="Network"/>.
    /// </summary>
    public bool FreezeEncoder { get; init; }

    /// <summary>Keeps channels innermost in memory, where convolutions are faster so.</summary>
    public bool ChannelsLast { get; init; }
}
