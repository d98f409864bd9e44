using System.Text.Json.Serialization;

namespace Atelier.Models.Text.T5;

/// <summary>Sizes of a T5 or UMT5 text encoder; defaults are those of t5-v1_1-xxl. Fields are named as in <c>config.json</c>.</summary>
public sealed record T5Config
{
    /// <summary>Pieces of the vocabulary.</summary>
    public int VocabSize { get; init; } = 32128;

    /// <summary>Width of the stream.</summary>
    [JsonPropertyName("d_model")]
    public int Width { get; init; } = 4096;

    /// <summary>Channels of one attention head.</summary>
    [JsonPropertyName("d_kv")]
    public int HeadWidth { get; init; } = 64;

    /// <summary>Width inside the feed-forward part.</summary>
    [JsonPropertyName("d_ff")]
    public int FeedForwardWidth { get; init; } = 10240;

    /// <summary>Number of blocks.</summary>
    public int NumLayers { get; init; } = 24;

    /// <summary>Attention heads; times the head's channels they need not give the width.</summary>
    public int NumHeads { get; init; } = 64;

    /// <summary>Rows of the table of position biases.</summary>
    public int RelativeAttentionNumBuckets { get; init; } = 32;

    /// <summary>From this distance on all positions share a bucket.</summary>
    public int RelativeAttentionMaxDistance { get; init; } = 128;

    /// <summary>Activation by name, with <c>gated-</c> in front for a product of two branches.</summary>
    public string FeedForwardProj { get; init; } = "gated-gelu";

    /// <summary>Added to the mean square in the norms.</summary>
    public double LayerNormEpsilon { get; init; } = 1e-6;

    internal bool IsGated => FeedForwardProj.StartsWith("gated-", StringComparison.Ordinal);

    // "gated-gelu" has always meant the tanh form.
    internal string Activation => FeedForwardProj == "gated-gelu" ? "gelu_new" : IsGated ? FeedForwardProj["gated-".Length..] : FeedForwardProj;
}
