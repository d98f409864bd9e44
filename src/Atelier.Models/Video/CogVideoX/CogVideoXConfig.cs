using Atelier.Models.Configs;
using Atelier.Models.Layers.FeedForwards;

namespace Atelier.Models.Video.CogVideoX;

/// <summary>Sizes of a CogVideoX transformer; defaults are those of the 2B network. Fields are named as in <c>config.json</c>.</summary>
public sealed record CogVideoXConfig
{
    /// <summary>Attention heads.</summary>
    public int NumAttentionHeads { get; init; } = 30;

    /// <summary>Channels of a head.</summary>
    public int AttentionHeadDim { get; init; } = 64;

    /// <summary>Channels of the latent that comes in.</summary>
    public int InChannels { get; init; } = 16;

    /// <summary>Channels of the latent that goes out.</summary>
    public int? OutChannels { get; init; } = 16;

    /// <summary>Cosines before sines in the time sinusoid.</summary>
    public bool FlipSinToCos { get; init; } = true;

    /// <summary>Subtracted from half the channels when frequencies are spaced.</summary>
    public double FreqShift { get; init; }

    /// <summary>Width of the time embedding.</summary>
    public int TimeEmbedDim { get; init; } = 512;

    /// <summary>Width of the embedding of the frame offset; null for networks without.</summary>
    public int? OfsEmbedDim { get; init; }

    /// <summary>Width of the text states.</summary>
    public int TextEmbedDim { get; init; } = 4096;

    /// <summary>Number of blocks.</summary>
    public int NumLayers { get; init; } = 30;

    /// <summary>Whether query, key and value have biases.</summary>
    public bool AttentionBias { get; init; } = true;

    /// <summary>Latent width that the network was trained at.</summary>
    public int SampleWidth { get; init; } = 90;

    /// <summary>Latent height that the network was trained at.</summary>
    public int SampleHeight { get; init; } = 60;

    /// <summary>Frames of the video, before compression, that the network was trained at.</summary>
    public int SampleFrames { get; init; } = 49;

    /// <summary>Latent rows and columns of a patch.</summary>
    public int PatchSize { get; init; } = 2;

    /// <summary>Latent frames of a patch; null for one, by convolution (1.0) instead of a Linear (1.5).</summary>
    public int? PatchSizeT { get; init; }

    /// <summary>Video frames to a latent one.</summary>
    public int TemporalCompressionRatio { get; init; } = 4;

    /// <summary>Text tokens that the fixed position table leaves room for.</summary>
    public int MaxTextSeqLength { get; init; } = 226;

    /// <summary>Activation of the feed-forward parts, by name.</summary>
    public string ActivationFn { get; init; } = "gelu-approximate";

    /// <summary>Activation of the time embedding, by name.</summary>
    public string TimestepActivationFn { get; init; } = "silu";

    /// <summary>Whether the norms have weights.</summary>
    public bool NormElementwiseAffine { get; init; } = true;

    /// <summary>Added to the variance in the norms.</summary>
    public double NormEps { get; init; } = 1e-5;

    /// <summary>Rows and columns of the fixed table are divided by it.</summary>
    public double SpatialInterpolationScale { get; init; } = 1.875;

    /// <summary>Frames of the fixed table are divided by it.</summary>
    public double TemporalInterpolationScale { get; init; } = 1;

    /// <summary>Tokens turn with their places (5B), in place of a fixed table (2B).</summary>
    public bool UseRotaryPositionalEmbeddings { get; init; }

    /// <summary>The table is learned (5B image to video).</summary>
    public bool UseLearnedPositionalEmbeddings { get; init; }

    /// <summary>Whether the patch convolution has a bias.</summary>
    public bool PatchBias { get; init; } = true;

    /// <summary>Width of the stream.</summary>
    public int Width => NumAttentionHeads * AttentionHeadDim;

    /// <summary>Channels of a head that turn with the frame, the row and the column.</summary>
    public IReadOnlyList<int> RotaryAxes => [AttentionHeadDim / 4, AttentionHeadDim / 8 * 3, AttentionHeadDim / 8 * 3];

    internal int Outputs => OutChannels ?? InChannels;

    internal bool HasTable => !UseRotaryPositionalEmbeddings || UseLearnedPositionalEmbeddings;

    internal CogVideoXConfig Checked()
    {
        ConfigException.Require(
            !UseRotaryPositionalEmbeddings || AttentionHeadDim % 16 == 0, $"Rotated heads have a multiple of 16 channels, not {AttentionHeadDim}.");
        ConfigException.Require(
            UseRotaryPositionalEmbeddings || !UseLearnedPositionalEmbeddings, "A learned position table goes with rotary positions only.");
        ConfigException.Require(OfsEmbedDim is null || OfsEmbedDim == TimeEmbedDim, $"ofs_embed_dim is {OfsEmbedDim}, time_embed_dim {TimeEmbedDim}.");
        _ = FeedForward.KindOf(ActivationFn);
        return this;
    }
}
