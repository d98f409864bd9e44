namespace Atelier.Models.Vision.Sam;

/// <summary>Sizes of Segment Anything's encoder of prompts. Fields are named as in <c>config.json</c>.</summary>
public sealed record SamPromptConfig
{
    /// <summary>Channels of a prompt token.</summary>
    public int HiddenSize { get; init; } = 256;

    /// <summary>Pixels of a side of the padded picture that points refer to.</summary>
    public int ImageSize { get; init; } = 1024;

    /// <summary>Channels inside the encoder of masks.</summary>
    public int MaskInputChannels { get; init; } = 16;

    /// <summary>Kinds of points: outside, inside, a box's two corners.</summary>
    public int NumPointEmbeddings { get; init; } = 4;

    /// <summary>Activation of the encoder of masks, by name.</summary>
    public string HiddenAct { get; init; } = "gelu";

    /// <summary>Added to the variance in its norms.</summary>
    public double LayerNormEps { get; init; } = 1e-6;
}
