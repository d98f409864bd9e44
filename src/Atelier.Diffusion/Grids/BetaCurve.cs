namespace Atelier.Diffusion.Grids;

/// <summary>How the variance added per training step grows.</summary>
public enum BetaCurve
{
    /// <summary>Evenly from the first to the last beta.</summary>
    Linear,

    /// <summary>Evenly in the square root of beta, as Stable Diffusion.</summary>
    ScaledLinear,

    /// <summary>By a squared cosine of the cumulative alpha, beta at most 0.999 (Nichol and Dhariwal 2021).</summary>
    SquaredCosine,

    /// <summary>By a sigmoid over -6..6.</summary>
    Sigmoid,

    /// <summary>By the cumulative alpha of a Laplace distributed log SNR.</summary>
    Laplace,

    /// <summary>By the cumulative alpha e^-12t.</summary>
    Exponential,
}
