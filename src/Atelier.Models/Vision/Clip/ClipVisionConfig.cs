namespace Atelier.Models.Vision.Clip;

/// <summary>Sizes of a CLIP image encoder; defaults are those of CLIP-L/14. Fields are named as in <c>config.json</c>.</summary>
public sealed record ClipVisionConfig
{
    /// <summary>Width of the stream.</summary>
    public int HiddenSize { get; init; } = 1024;

    /// <summary>Width inside the feed-forward part.</summary>
    public int IntermediateSize { get; init; } = 4096;

    /// <summary>Number of blocks.</summary>
    public int NumHiddenLayers { get; init; } = 24;

    /// <summary>Attention heads; they divide the width.</summary>
    public int NumAttentionHeads { get; init; } = 16;

    /// <summary>Colour channels.</summary>
    public int NumChannels { get; init; } = 3;

    /// <summary>Pixels of a side.</summary>
    public int ImageSize { get; init; } = 224;

    /// <summary>Pixels of a patch's side.</summary>
    public int PatchSize { get; init; } = 14;

    /// <summary>Activation, by name.</summary>
    public string HiddenAct { get; init; } = "quick_gelu";

    /// <summary>Added to the variance in the norms.</summary>
    public double LayerNormEps { get; init; } = 1e-5;

    /// <summary>Width of the image vector after projection.</summary>
    public int ProjectionDim { get; init; } = 768;
}
