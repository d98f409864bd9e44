namespace Atelier.Systems.LightGen.Training;

/// <summary>How the pictures of a sample sheet are painted.</summary>
public sealed record LightGenSheetSettings
{
    /// <summary>Pictures of each prompt.</summary>
    public int Columns { get; init; } = 4;

    /// <summary>Times that the transformer runs for a picture.</summary>
    public int Steps { get; init; } = 16;

    /// <summary>Diffusion steps of the head.</summary>
    public int HeadSteps { get; init; } = 50;

    /// <summary>Strength of guidance.</summary>
    public double Guidance { get; init; } = 3;

    /// <summary>As <see cref="DiffusionLoss.ClipRange"/>.</summary>
    public double? ClipSampleRange { get; init; }
}
