using System.Globalization;
using System.Text.RegularExpressions;

namespace Atelier.Models.UNet;

/// <summary>Weights of an adapter by the UNet's blocks, as diffusers' <c>set_adapters</c> takes them.</summary>
public sealed partial record BlockWeights
{
    /// <summary>The way down.</summary>
    public LevelWeights Down { get; init; } = new();

    /// <summary>The middle, all of it; null where nothing is said.</summary>
    public double? Mid { get; init; }

    /// <summary>The way up.</summary>
    public LevelWeights Up { get; init; } = new();

    /// <summary>
    /// The weight of a layer. Residual block N follows attention N of its block; blocks without attention and samplers keep the default.
    /// </summary>
    /// <param name="layer">Full name of the layer.</param>
    /// <param name="config">Says which blocks attend.</param>
    /// <param name="otherwise">Weight where nothing is said: 1 for a LoRA, 0 for an image adapter.</param>
    public double Of(string layer, UNetConfig config, double otherwise = 1)
    {
        if (layer.StartsWith("mid_block.", StringComparison.Ordinal))
            return Mid ?? otherwise;
        if (Place().Match(layer) is not { Success: true } place)
            return otherwise;
        var (down, block, part) = (place.Groups[1].Value == "down", Number(place.Groups[2]), Number(place.Groups[3]));
        var attends = down ? config.DownBlockTypes[block] == UNetConfig.CrossDown : config.UpBlockTypes[block] == UNetConfig.CrossUp;
        return (attends ? (down ? Down : Up).Of(block, part) : null) ?? otherwise;
    }

    private static int Number(Group group) => int.Parse(group.ValueSpan, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^(down|up)_blocks\.(\d+)\.(?:attentions|resnets)\.(\d+)\.")]
    private static partial Regex Place();
}
