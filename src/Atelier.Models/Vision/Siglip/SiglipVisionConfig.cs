namespace Atelier.Models.Vision.Siglip;

/// <summary>Sizes of a SigLIP image encoder; defaults are those of so400m/14 at 384. Fields are named as in <c>config.json</c>.</summary>
public sealed record SiglipVisionConfig
{
    /// <summary>Width of the stream.</summary>
    public int HiddenSize { get; init; } = 1152;

    /// <summary>Width inside the feed-forward part.</summary>
    public int IntermediateSize { get; init; } = 4304;

    /// <summary>Number of blocks.</summary>
    public int NumHiddenLayers { get; init; } = 27;

    /// <summary>Attention heads; they divide the width.</summary>
    public int NumAttentionHeads { get; init; } = 16;

    /// <summary>Colour channels.</summary>
    public int NumChannels { get; init; } = 3;

    /// <summary>Pixels of a side; what is left over after whole patches is not seen.</summary>
    public int ImageSize { get; init; } = 384;

    /// <summary>Pixels of a patch's side.</summary>
    public int PatchSize { get; init; } = 14;

    /// <summary>Activation, by name.</summary>
    public string HiddenAct { get; init; } = "gelu_pytorch_tanh";

    /// <summary>Added to the variance in the norms.</summary>
    public double LayerNormEps { get; init; } = 1e-6;

    /// <summary>Whether the pooling head is there.</summary>
    public bool VisionUseHead { get; init; } = true;
}
