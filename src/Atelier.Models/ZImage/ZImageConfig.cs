using Atelier.Models.Configs;

namespace Atelier.Models.ZImage;

/// <summary>Sizes of a Z-Image transformer; names and defaults are those of a public <c>config.json</c>.</summary>
public sealed record ZImageConfig
{
    /// <summary>Sides of a patch, of which one is used.</summary>
    public IReadOnlyList<int> AllPatchSize { get; init; } = [2];

    /// <summary>Frames of a patch; 1 for pictures.</summary>
    public IReadOnlyList<int> AllFPatchSize { get; init; } = [1];

    /// <summary>Channels of the latent.</summary>
    public int InChannels { get; init; } = 16;

    /// <summary>Channels inside.</summary>
    public int Dim { get; init; } = 3840;

    /// <summary>Blocks over image and text.</summary>
    public int NLayers { get; init; } = 30;

    /// <summary>Blocks over the image alone, and over the text alone.</summary>
    public int NRefinerLayers { get; init; } = 2;

    /// <summary>Heads.</summary>
    public int NHeads { get; init; } = 30;

    /// <summary>Of the norms.</summary>
    public double NormEps { get; init; } = 1e-5;

    /// <summary>Whether queries and keys are normed by head.</summary>
    public bool QkNorm { get; init; } = true;

    /// <summary>Channels of a text token that comes in.</summary>
    public int CapFeatDim { get; init; } = 2560;

    /// <summary>Base of the rotary frequencies.</summary>
    public double RopeTheta { get; init; } = 256;

    /// <summary>Factor of the time.</summary>
    public double TScale { get; init; } = 1000;

    /// <summary>Channels of a head that text index, row and column rotate.</summary>
    public IReadOnlyList<int> AxesDims { get; init; } = [32, 48, 48];

    /// <summary>Channels of the conditioning vector.</summary>
    public int ConditioningWidth => Math.Min(Dim, 256);

    /// <summary>Channels inside the MLP.</summary>
    public int InnerWidth => (int)(Dim / 3.0 * 8);

    internal ZImageConfig Checked()
    {
        ConfigException.Require(
            AllPatchSize.Count == 1 && AllFPatchSize is [1],
            $"all_patch_size [{string.Join(", ", AllPatchSize)}] and all_f_patch_size [{string.Join(", ", AllFPatchSize)}] must be one side and [1].");
        ConfigException.Require(
            AxesDims.Count == 3 && AxesDims.Sum() * NHeads == Dim && AxesDims.All(a => a > 0 && a % 2 == 0),
            $"axes_dims [{string.Join(", ", AxesDims)}] must be three even numbers that sum to dim / n_heads, {Dim} / {NHeads}.");
        return this;
    }
}
