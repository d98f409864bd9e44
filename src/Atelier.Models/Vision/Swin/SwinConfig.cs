namespace Atelier.Models.Vision.Swin;

/// <summary>Sizes of a Swin transformer; defaults are those of the tiny model. Fields are named as in <c>config.json</c>.</summary>
public sealed record SwinConfig
{
    /// <summary>Pixels of a side for which absolute positions, where there are any, were trained.</summary>
    public int ImageSize { get; init; } = 224;

    /// <summary>Pixels of a patch's side.</summary>
    public int PatchSize { get; init; } = 4;

    /// <summary>Colour channels.</summary>
    public int NumChannels { get; init; } = 3;

    /// <summary>Width of the first stage; each further one is twice as wide.</summary>
    public int EmbedDim { get; init; } = 96;

    /// <summary>Blocks of each stage.</summary>
    public IReadOnlyList<int> Depths { get; init; } = [2, 2, 6, 2];

    /// <summary>Attention heads of each stage.</summary>
    public IReadOnlyList<int> NumHeads { get; init; } = [3, 6, 12, 24];

    /// <summary>Patches of a window's side.</summary>
    public int WindowSize { get; init; } = 7;

    /// <summary>Feed-forward width over stream width.</summary>
    public double MlpRatio { get; init; } = 4;

    /// <summary>Whether query, key and value have biases.</summary>
    public bool QkvBias { get; init; } = true;

    /// <summary>Activation, by name.</summary>
    public string HiddenAct { get; init; } = "gelu";

    /// <summary>Whether learned absolute positions are added to the patches.</summary>
    public bool UseAbsoluteEmbeddings { get; init; }

    /// <summary>Added to the variance in the norms of the blocks.</summary>
    public double LayerNormEps { get; init; } = 1e-5;
}
