namespace Atelier.Diffusion.Samplers;

/// <summary>Shares of data and noise at one level.</summary>
/// <param name="Alpha">Of data.</param>
/// <param name="Sigma">Of noise.</param>
internal readonly record struct SolverLevel(double Alpha, double Sigma)
{
    /// <summary>log(alpha / sigma), infinite without noise.</summary>
    public double Lambda => Math.Log(Alpha) - Math.Log(Sigma);
}
