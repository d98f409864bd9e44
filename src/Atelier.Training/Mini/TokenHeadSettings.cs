namespace Atelier.Training.Mini;

/// <summary>A head on the image tokens of a middle layer that says what the renderer knows of each patch.</summary>
public sealed record TokenHeadSettings : TokenLabelWeights
{
    /// <summary>Layer after which the tokens are read, counted over double and then single blocks from 1.</summary>
    public int Layer { get; init; } = 4;
}
