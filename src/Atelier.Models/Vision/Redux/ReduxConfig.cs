namespace Atelier.Models.Vision.Redux;

/// <summary>Sizes of FLUX.1 Redux; defaults are the public ones. Fields are named as in <c>config.json</c>.</summary>
public sealed record ReduxConfig
{
    /// <summary>Width of the image tokens.</summary>
    public int ReduxDim { get; init; } = 1152;

    /// <summary>Width of the text tokens that they become.</summary>
    public int TxtInFeatures { get; init; } = 4096;
}
