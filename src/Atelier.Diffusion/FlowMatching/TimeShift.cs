namespace Atelier.Diffusion.FlowMatching;

/// <summary>The form of a shift that depends on the number of tokens.</summary>
public enum TimeShift
{
    /// <summary>e^mu / (e^mu + 1/s - 1), as FLUX.</summary>
    Exponential,

    /// <summary>mu / (mu + 1/s - 1).</summary>
    Linear,
}
