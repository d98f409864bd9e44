namespace Atelier.Models.Vision.Sam;

/// <summary>Sizes of Segment Anything's image encoder. Fields are named as in <c>config.json</c>.</summary>
public sealed record SamVisionConfig
{
    /// <summary>Width of the stream.</summary>
    public int HiddenSize { get; init; } = 768;

    /// <summary>Channels that go out.</summary>
    public int OutputChannels { get; init; } = 256;

    /// <summary>Number of blocks.</summary>
    public int NumHiddenLayers { get; init; } = 12;

    /// <summary>Attention heads; they divide the width.</summary>
    public int NumAttentionHeads { get; init; } = 12;

    /// <summary>Colour channels.</summary>
    public int NumChannels { get; init; } = 3;

    /// <summary>Pixels of a side.</summary>
    public int ImageSize { get; init; } = 1024;

    /// <summary>Pixels of a patch's side.</summary>
    public int PatchSize { get; init; } = 16;

    /// <summary>Activation, by name.</summary>
    public string HiddenAct { get; init; } = "gelu";

    /// <summary>Added to the variance in the norms of the blocks.</summary>
    public double LayerNormEps { get; init; } = 1e-6;

    /// <summary>Whether query, key and value have biases.</summary>
    public bool QkvBias { get; init; } = true;

    /// <summary>Feed-forward width over stream width, where <see cref="MlpDim"/> is left out.</summary>
    public double MlpRatio { get; init; } = 4;

    /// <summary>Feed-forward width.</summary>
    public int? MlpDim { get; init; }

    /// <summary>Whether learned positions are added to the patches.</summary>
    public bool UseAbsPos { get; init; } = true;

    /// <summary>Whether scores get a bias by rows and columns between query and key.</summary>
    public bool UseRelPos { get; init; } = true;

    /// <summary>Patches of a window's side; 0 lets every block see the whole picture.</summary>
    public int WindowSize { get; init; } = 14;

    /// <summary>Blocks that see the whole picture.</summary>
    public IReadOnlyList<int> GlobalAttnIndexes { get; init; } = [2, 5, 8, 11];

    /// <summary>Frequencies of the point encoding, half its channels.</summary>
    public int NumPosFeats { get; init; } = 128;

    /// <summary>Deviation of the frequencies at the start.</summary>
    public double? Scale { get; init; }

    internal int Grid => ImageSize / PatchSize;
}
