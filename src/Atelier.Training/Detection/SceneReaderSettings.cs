namespace Atelier.Training.Detection;

/// <summary>How a scene reader is trained.</summary>
public sealed record SceneReaderSettings
{
    /// <summary>Dataset folder.</summary>
    public required string Data { get; init; }

    /// <summary>Scenes at the start of the data that are never trained on.</summary>
    public int HeldOut { get; init; } = 256;

    /// <summary>Channels at strides 2, 4, 8 and 16.</summary>
    public IReadOnlyList<int> Widths { get; init; } = [32, 64, 96, 128];

    /// <summary>Residual blocks at each stride.</summary>
    public int BlocksPerLevel { get; init; } = 2;

    /// <summary>Weight of the difference of log depths.</summary>
    public double DepthWeight { get; init; } = 1;

    /// <summary>Weight of the classes' cross entropy.</summary>
    public double ClassWeight { get; init; } = 0.5;

    /// <summary>Share of the pictures that are blurred or changed in brightness, as painted ones are, 0..1.</summary>
    public double DisturbedShare { get; init; } = 0.5;
}
