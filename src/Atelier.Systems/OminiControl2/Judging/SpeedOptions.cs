using Atelier.Models.Flux;

namespace Atelier.Systems.OminiControl2.Judging;

/// <summary>What the speed of conditions is measured on.</summary>
public sealed record SpeedOptions
{
    /// <summary>The network: FLUX.1's width at a small depth, with random weights.</summary>
    public FluxConfig Network { get; init; } = FluxConfig.Dev with { NumLayers = 2, NumSingleLayers = 4 };

    /// <summary>Sides of the pictures, pixels; a token has 16.</summary>
    public IReadOnlyList<int> Sizes { get; init; } = [512, 1024];

    /// <summary>Numbers of conditions, each of the picture's size.</summary>
    public IReadOnlyList<int> Conditions { get; init; } = [1, 2, 4];

    /// <summary>What is timed: at FLUX.1's whole depth a single joint step takes minutes, and the pass before full-size conditions as long.</summary>
    public IReadOnlyList<SpeedMode> Modes { get; init; } = Enum.GetValues<SpeedMode>();

    /// <summary>Text tokens.</summary>
    public int Text { get; init; } = 512;

    /// <summary>Steps of a run; the pass before counts once in them.</summary>
    public int Steps { get; init; } = 28;

    /// <summary>Measured steps of each kind, after one that is not counted where it takes less than ten seconds; their median is taken.</summary>
    public int Runs { get; init; } = 5;
}
