namespace Atelier.Diffusion.Grids;

/// <summary>Which timesteps of training a shorter run visits (Lin et al. 2024, table 2).</summary>
public enum TimestepSpacing
{
    /// <summary>Evenly from the first to the last.</summary>
    Linspace,

    /// <summary>Every (T / steps)-th from the first; the last timesteps are never visited.</summary>
    Leading,

    /// <summary>Every (T / steps)-th back from the last.</summary>
    Trailing,
}
