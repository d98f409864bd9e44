using Atelier.Models.Text.Clip;
using Atelier.Models.Vision.Clip;

namespace Atelier.Models.Vision.ClipSeg;

/// <summary>Sizes of CLIPSeg; defaults are those of the public model's decoder. Fields are named as in <c>config.json</c>.</summary>
public sealed record ClipSegConfig
{
    /// <summary>The text side of the CLIP below.</summary>
    public ClipTextConfig TextConfig { get; init; } = new();

    /// <summary>The image side of the CLIP below.</summary>
    public ClipVisionConfig VisionConfig { get; init; } = new();

    /// <summary>Width of CLIP's shared space.</summary>
    public int ProjectionDim { get; init; } = 512;

    /// <summary>Blocks of the image side whose outputs are tapped, from 0.</summary>
    public IReadOnlyList<int> ExtractLayers { get; init; } = [3, 6, 9];

    /// <summary>Channels of the decoder.</summary>
    public int ReduceDim { get; init; } = 64;

    /// <summary>Attention heads of the decoder.</summary>
    public int DecoderNumAttentionHeads { get; init; } = 4;

    /// <summary>Width inside the decoder's feed-forward parts.</summary>
    public int DecoderIntermediateSize { get; init; } = 2048;

    /// <summary>The decoder's layer before which the prompt comes in.</summary>
    public int ConditionalLayer { get; init; }

    /// <summary>Whether three convolutions make the mask, in place of one.</summary>
    public bool UseComplexTransposedConvolution { get; init; }
}
