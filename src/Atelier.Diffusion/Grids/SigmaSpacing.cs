namespace Atelier.Diffusion.Grids;

/// <summary>How the noise levels of a run are spread between its first and its last.</summary>
public enum SigmaSpacing
{
    /// <summary>As the timesteps give them.</summary>
    Native,

    /// <summary>Evenly in sigma^(1/7) (Karras et al. 2022, equation 5).</summary>
    Karras,

    /// <summary>Evenly in log sigma.</summary>
    Exponential,

    /// <summary>By the quantiles of the beta distribution (0.6, 0.6), dense at both ends (Lee et al. 2024).</summary>
    Beta,
}
