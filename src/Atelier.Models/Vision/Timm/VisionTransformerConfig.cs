namespace Atelier.Models.Vision.Timm;

/// <summary>Sizes of a vision transformer as timm builds it; defaults are timm's. Fields are named as its arguments.</summary>
public sealed record VisionTransformerConfig
{
    /// <summary>Pixels of a side for which the positions were trained.</summary>
    public int ImgSize { get; init; } = 224;

    /// <summary>Pixels of a patch's side.</summary>
    public int PatchSize { get; init; } = 16;

    /// <summary>Colour channels.</summary>
    public int InChans { get; init; } = 3;

    /// <summary>Classes of the head; 0 for none.</summary>
    public int NumClasses { get; init; } = 1000;

    /// <summary>What the head sees: <c>token</c>, the class token, <c>avg</c>, the mean of the patches, or nothing pooled where empty.</summary>
    public string GlobalPool { get; init; } = "token";

    /// <summary>Width of the stream.</summary>
    public int EmbedDim { get; init; } = 768;

    /// <summary>Number of blocks.</summary>
    public int Depth { get; init; } = 12;

    /// <summary>Attention heads; they divide the width.</summary>
    public int NumHeads { get; init; } = 12;

    /// <summary>Feed-forward width over stream width.</summary>
    public double MlpRatio { get; init; } = 4;

    /// <summary>Whether query, key and value have biases.</summary>
    public bool QkvBias { get; init; } = true;

    /// <summary>Whether query and key are normed per head.</summary>
    public bool QkNorm { get; init; }

    /// <summary>First value of the factors of each branch; no factors if left out.</summary>
    public double? InitValues { get; init; }

    /// <summary>Whether there is a class token.</summary>
    public bool ClassToken { get; init; } = true;

    /// <summary>Whether positions cover the patches only.</summary>
    public bool NoEmbedClass { get; init; }

    /// <summary>Register tokens.</summary>
    public int RegTokens { get; init; }

    /// <summary>Whether there is a norm before the first block.</summary>
    public bool PreNorm { get; init; }

    /// <summary>Whether the norm comes after the pooling; as the pooling is by mean if left out.</summary>
    public bool? FcNorm { get; init; }

    internal int FrontTokens => (ClassToken ? 1 : 0) + RegTokens;

    internal bool NormsAfterPooling => FcNorm ?? GlobalPool == "avg";
}
