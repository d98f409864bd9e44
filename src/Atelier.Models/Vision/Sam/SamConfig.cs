namespace Atelier.Models.Vision.Sam;

/// <summary>Sizes of Segment Anything; defaults are those of the base model. Fields are named as in <c>config.json</c>.</summary>
public sealed record SamConfig
{
    /// <summary>The image encoder.</summary>
    public SamVisionConfig VisionConfig { get; init; } = new();

    /// <summary>The encoder of points, boxes and masks.</summary>
    public SamPromptConfig PromptEncoderConfig { get; init; } = new();

    /// <summary>The decoder of masks.</summary>
    public SamDecoderConfig MaskDecoderConfig { get; init; } = new();
}
