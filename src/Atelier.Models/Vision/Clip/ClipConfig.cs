using Atelier.Models.Text.Clip;

namespace Atelier.Models.Vision.Clip;

/// <summary>Sizes of a CLIP pair. Fields are named as in <c>config.json</c>.</summary>
public sealed record ClipConfig
{
    /// <summary>The text side.</summary>
    public ClipTextConfig TextConfig { get; init; } = new();

    /// <summary>The image side.</summary>
    public ClipVisionConfig VisionConfig { get; init; } = new();

    /// <summary>Width of the shared space; it overrides what the two sides say.</summary>
    public int ProjectionDim { get; init; } = 768;
}
