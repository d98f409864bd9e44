namespace Atelier.Training.Detection;

/// <summary>How a scene detector is trained.</summary>
public sealed record DetectorSettings
{
    /// <summary>Dataset folder.</summary>
    public required string Data { get; init; }

    /// <summary>Scenes at the start of the data that are never trained on.</summary>
    public int HeldOut { get; init; } = 256;

    /// <summary>Nouns rarer than this are not learned; solids always are.</summary>
    public float LeastWeight { get; init; } = 2;

    /// <summary>Channels at strides 2, 4, 8, 16 and 32.</summary>
    public IReadOnlyList<int> Widths { get; init; } = [32, 64, 128, 192, 256];

    /// <summary>Residual blocks at each stride.</summary>
    public int BlocksPerLevel { get; init; } = 2;

    /// <summary>An object of which less is seen is neither asked for nor counted as wrong, 0..1.</summary>
    public float LeastVisible { get; init; } = 0.4f;

    /// <summary>Weight of the boxes.</summary>
    public double BoxWeight { get; init; } = 1;

    /// <summary>Weight of the colours.</summary>
    public double ColorWeight { get; init; } = 1;

    /// <summary>Share of the pictures that are blurred, made noisy or changed in brightness, 0..1.</summary>
    public double DisturbedShare { get; init; } = 0.5;

    /// <summary>Folder of an autoencoder, such as that of the painter to be judged; none if left out.</summary>
    public string? Autoencoder { get; init; }

    /// <summary>Share of each batch that goes through the autoencoder first, 0..1: a judge must not stumble over its traces.</summary>
    public double RebuiltShare { get; init; } = 0.25;
}
