using Atelier.Systems.Preference;

namespace Atelier.Systems.LightGen.Training;

/// <summary>How LightGen is tuned by pairs. A reconstruction: the paper's trainer was never released.</summary>
public sealed record LightGenPreferenceSettings : PreferenceSettings
{
    /// <summary>Smallest share of tokens that a step hides.</summary>
    public double LeastHidden { get; init; } = 0.7;

    /// <summary>Timesteps and noises per hidden token; a pair's errors are averaged over them before they are compared.</summary>
    public int Repeats { get; init; } = 4;

    /// <summary>One timestep for all tokens of a pair instead of one for each.</summary>
    public bool OneTimestep { get; init; }

    /// <summary>What sample sheets show, one row a prompt.</summary>
    public IReadOnlyList<string> SheetPrompts { get; init; } = [];

    /// <summary>How sheets are painted.</summary>
    public LightGenSheetSettings Sheet { get; init; } = new();
}
