namespace Atelier.Diffusion.Gaussian;

/// <summary>The constants of a Gaussian diffusion chain, in double precision, one entry per timestep (Ho et al. 2020).</summary>
public sealed class GaussianTables
{
    /// <summary>Derives the constants of the chain that keeps some timesteps of a longer one.</summary>
    /// <param name="cumulativeAlphas">Of the long chain.</param>
    /// <param name="kept">Timesteps, rising.</param>
    public GaussianTables(IReadOnlyList<double> cumulativeAlphas, IReadOnlyList<int> kept)
    {
        TimestepMap = kept;
        Betas = [.. kept.Select((t, i) => 1 - cumulativeAlphas[t] / (i == 0 ? 1 : cumulativeAlphas[kept[i - 1]]))];
        var product = 1.0;
        CumulativeAlphas = [.. Betas.Select(beta => product *= 1 - beta)];
        PreviousCumulativeAlphas = [1, .. CumulativeAlphas.SkipLast(1)];
        NextCumulativeAlphas = [.. CumulativeAlphas.Skip(1), 0];
        PosteriorVariance = Each(i => Betas[i] * (1 - PreviousCumulativeAlphas[i]) / (1 - CumulativeAlphas[i]));
        // The posterior variance is 0 at the first timestep: its logarithm is that of the second.
        PosteriorLogVariance = kept.Count > 1 ? Each(i => Math.Log(PosteriorVariance[Math.Max(i, 1)])) : [];
        PosteriorMeanOfClean = Each(i => Betas[i] * Math.Sqrt(PreviousCumulativeAlphas[i]) / (1 - CumulativeAlphas[i]));
        PosteriorMeanOfNoisy = Each(i => (1 - PreviousCumulativeAlphas[i]) * Math.Sqrt(1 - Betas[i]) / (1 - CumulativeAlphas[i]));
    }

    /// <summary>The timestep of the long chain that the network is told.</summary>
    public IReadOnlyList<int> TimestepMap { get; }

    /// <summary>Variance added per step.</summary>
    public IReadOnlyList<double> Betas { get; }

    /// <summary>Share of the data's variance that is left.</summary>
    public IReadOnlyList<double> CumulativeAlphas { get; }

    /// <summary>The same one step earlier; 1 at the first.</summary>
    public IReadOnlyList<double> PreviousCumulativeAlphas { get; }

    /// <summary>The same one step later; 0 at the last.</summary>
    public IReadOnlyList<double> NextCumulativeAlphas { get; }

    /// <summary>Variance of the step back, given the data.</summary>
    public IReadOnlyList<double> PosteriorVariance { get; }

    /// <summary>Its logarithm, with the first entry clipped to the second; empty for a chain of one step.</summary>
    public IReadOnlyList<double> PosteriorLogVariance { get; }

    /// <summary>Weight of the data in the mean of the step back.</summary>
    public IReadOnlyList<double> PosteriorMeanOfClean { get; }

    /// <summary>Weight of the noisy sample in the mean of the step back.</summary>
    public IReadOnlyList<double> PosteriorMeanOfNoisy { get; }

    private double[] Each(Func<int, double> value) => [.. Enumerable.Range(0, TimestepMap.Count).Select(value)];
}
