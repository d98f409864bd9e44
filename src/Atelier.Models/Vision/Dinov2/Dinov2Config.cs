using System.Globalization;

namespace Atelier.Models.Vision.Dinov2;

/// <summary>Sizes of a DINOv2 image encoder; defaults are those of the base model. Fields are named as in <c>config.json</c>.</summary>
public sealed record Dinov2Config
{
    /// <summary>Width of the stream.</summary>
    public int HiddenSize { get; init; } = 768;

    /// <summary>Number of blocks.</summary>
    public int NumHiddenLayers { get; init; } = 12;

    /// <summary>Attention heads; they divide the width.</summary>
    public int NumAttentionHeads { get; init; } = 12;

    /// <summary>Feed-forward width over stream width.</summary>
    public double MlpRatio { get; init; } = 4;

    /// <summary>Activation, by name.</summary>
    public string HiddenAct { get; init; } = "gelu";

    /// <summary>Added to the variance in the norms.</summary>
    public double LayerNormEps { get; init; } = 1e-6;

    /// <summary>Pixels of a side for which the positions were trained.</summary>
    public int ImageSize { get; init; } = 224;

    /// <summary>Pixels of a patch's side.</summary>
    public int PatchSize { get; init; } = 14;

    /// <summary>Colour channels.</summary>
    public int NumChannels { get; init; } = 3;

    /// <summary>Whether query, key and value have biases.</summary>
    public bool QkvBias { get; init; } = true;

    /// <summary>First value of the factors of each branch.</summary>
    public double LayerscaleValue { get; init; } = 1;

    /// <summary>Whether the feed-forward part is the giant's gated one.</summary>
    public bool UseSwigluFfn { get; init; }

    /// <summary>Whether the token that stands for hidden patches is there.</summary>
    public bool UseMaskToken { get; init; } = true;

    /// <summary>Tokens without position between the class token and the patches; above 0 positions are resized with antialiasing.</summary>
    public int NumRegisterTokens { get; init; }

    /// <summary>Where this network is part of another: whether the states that it hands out pass the final norm.</summary>
    public bool ApplyLayernorm { get; init; } = true;

    /// <summary>Where this network is part of another: states that it hands out, 0 before the first block, n after block n; the last if left out.</summary>
    public IReadOnlyList<int>? OutIndices { get; init; }

    /// <summary>The same as names, <c>stem</c> and <c>stageN</c>.</summary>
    public IReadOnlyList<string>? OutFeatures { get; init; }

    /// <summary>The states that are handed out, as indices of the hidden states.</summary>
    /// <exception cref="ArgumentException">There is no such state.</exception>
    internal IReadOnlyList<int> Taps()
    {
        var taps = OutIndices?.Select(i => i < 0 ? i + NumHiddenLayers + 1 : i) ?? OutFeatures?.Select(Stage) ?? [NumHiddenLayers];
        return taps.All(t => t >= 0 && t <= NumHiddenLayers)
            ? [.. taps]
            : throw new ArgumentException($"States {string.Join(", ", taps)} were asked of {NumHiddenLayers} blocks.");

        static int Stage(string name) => name == "stem" ? 0
            : name.StartsWith("stage", StringComparison.Ordinal) && int.TryParse(name.AsSpan(5), CultureInfo.InvariantCulture, out var stage) ? stage
            : throw new ArgumentException($"A state is named 'stem' or 'stageN', not '{name}'.");
    }

    // As the reference rounds: down, two thirds, up to a multiple of 8.
    internal int FeedForwardWidth => UseSwigluFfn
        ? ((int)((int)(HiddenSize * MlpRatio) * 2 / 3.0) + 7) / 8 * 8
        : (int)(HiddenSize * MlpRatio);
}
