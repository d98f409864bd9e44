namespace Atelier.Models.Vision.Siglip;

/// <summary>Sizes of a SigLIP pair. Fields are named as in <c>config.json</c>.</summary>
public sealed record SiglipConfig
{
    /// <summary>The text side.</summary>
    public SiglipTextConfig TextConfig { get; init; } = new();

    /// <summary>The image side.</summary>
    public SiglipVisionConfig VisionConfig { get; init; } = new();
}
