namespace Atelier.Training.Mini;

/// <summary>A head on the image tokens of a middle layer that says what the renderer knows of each patch.</summary>
public sealed record TokenHeadSettings
{
    /// <summary>Layer after which the tokens are read, counted over double and then single blocks from 1.</summary>
    public int Layer { get; init; } = 4;

    /// <summary>Weight of the class's cross entropy.</summary>
    public double ClassWeight { get; init; } = 0.05;

    /// <summary>Weight of the colour's cross entropy.</summary>
    public double ColourWeight { get; init; } = 0.05;

    /// <summary>Weight of the squared error of the log depth.</summary>
    public double DepthWeight { get; init; } = 0.05;
}
