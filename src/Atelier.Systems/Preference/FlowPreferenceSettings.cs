namespace Atelier.Systems.Preference;

/// <summary>How a flow-matching transformer is tuned by pairs. (Flow-DPO: Liu et al. 2025, arXiv 2501.13918)</summary>
public sealed record FlowPreferenceSettings : PreferenceSettings
{
    /// <summary>How the strength depends on the noise level: constant, or quadratic (less where there is much noise).</summary>
    public string BetaSchedule { get; init; } = "constant";

    /// <summary>Draws of the noise level before the shift: logit_normal, mode or uniform.</summary>
    public string TimestepDensity { get; init; } = "logit_normal";

    /// <summary>Mean of the logit-normal.</summary>
    public double LogitMean { get; init; }

    /// <summary>Standard deviation of the logit-normal.</summary>
    public double LogitStd { get; init; } = 1;

    /// <summary>Time shift towards noise; that of the network's training.</summary>
    public double Shift { get; init; } = 3;

    /// <summary>Ids of a caption, at most.</summary>
    public int MaxTextTokens { get; init; } = 64;
}
