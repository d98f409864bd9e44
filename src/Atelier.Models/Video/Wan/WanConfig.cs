using Atelier.Models.Configs;

namespace Atelier.Models.Video.Wan;

/// <summary>Sizes of a Wan transformer; defaults are those of Wan 2.1 text to video, 14B. Fields are named as in <c>config.json</c>.</summary>
public sealed record WanConfig
{
    private const string RmsAcrossHeads = "rms_norm_across_heads";

    /// <summary>Latent frames, rows and columns of a patch.</summary>
    public IReadOnlyList<int> PatchSize { get; init; } = [1, 2, 2];

    /// <summary>Attention heads.</summary>
    public int NumAttentionHeads { get; init; } = 40;

    /// <summary>Channels of a head.</summary>
    public int AttentionHeadDim { get; init; } = 128;

    /// <summary>Channels of the latent that comes in; more than go out where masks and condition latents come with it.</summary>
    public int InChannels { get; init; } = 16;

    /// <summary>Channels of the latent that goes out.</summary>
    public int OutChannels { get; init; } = 16;

    /// <summary>Width of the text states.</summary>
    public int TextDim { get; init; } = 4096;

    /// <summary>Channels of the time sinusoid.</summary>
    public int FreqDim { get; init; } = 256;

    /// <summary>Width inside the feed-forward parts.</summary>
    public int FfnDim { get; init; } = 13824;

    /// <summary>Number of blocks.</summary>
    public int NumLayers { get; init; } = 40;

    /// <summary>Whether the norm before cross attention is there.</summary>
    public bool CrossAttnNorm { get; init; } = true;

    /// <summary>How queries and keys are normed: over all heads together, the only way that is known.</summary>
    public string? QkNorm { get; init; } = RmsAcrossHeads;

    /// <summary>Added to the variance in the norms.</summary>
    public double Eps { get; init; } = 1e-6;

    /// <summary>Width of image states, for networks that see a picture beside the text.</summary>
    public int? ImageDim { get; init; }

    /// <summary>Width from which image keys and values are made; null for networks without.</summary>
    public int? AddedKvProjDim { get; init; }

    /// <summary>Most patches along an axis.</summary>
    public int RopeMaxSeqLen { get; init; } = 1024;

    /// <summary>Image tokens of both pictures that have learned positions; null where one picture comes alone.</summary>
    public int? PosEmbedSeqLen { get; init; }

    /// <summary>Width of the stream.</summary>
    public int Width => NumAttentionHeads * AttentionHeadDim;

    /// <summary>Channels of a head that turn with the frame, the row and the column.</summary>
    public IReadOnlyList<int> RotaryAxes
    {
        get
        {
            var plane = 2 * (AttentionHeadDim / 6);
            return [AttentionHeadDim - (2 * plane), plane, plane];
        }
    }

    internal WanConfig Checked()
    {
        ConfigException.Require(PatchSize.Count == 3, $"patch_size has three numbers, not {PatchSize.Count}.");
        ConfigException.Require(QkNorm == RmsAcrossHeads, $"qk_norm is {RmsAcrossHeads}, not '{QkNorm}'.");
        ConfigException.Require(AttentionHeadDim % 2 == 0, $"attention_head_dim is even, not {AttentionHeadDim}.");
        ConfigException.Require(AddedKvProjDim is null || AddedKvProjDim == Width, $"added_kv_proj_dim is {AddedKvProjDim}, the stream {Width} wide.");
        ConfigException.Require(AddedKvProjDim is null == ImageDim is null, "image_dim and added_kv_proj_dim come together.");
        return this;
    }
}
