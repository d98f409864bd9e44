namespace Atelier.Training.Mini;

/// <summary>What the loss of a <see cref="TokenHead"/> weighs beside that of the pictures.</summary>
public record TokenLabelWeights
{
    /// <summary>Weight of the class's cross entropy.</summary>
    public double ClassWeight { get; init; } = 0.05;

    /// <summary>Weight of the colour's cross entropy.</summary>
    public double ColourWeight { get; init; } = 0.05;

    /// <summary>Weight of the squared error of the log depth.</summary>
    public double DepthWeight { get; init; } = 0.05;
}
