using Atelier.Torch;

namespace Atelier.Diffusion.Samplers;

/// <summary>The weights of one DPM-Solver step between two levels (Lu et al. 2022, appendices; the SDE form of DPM-Solver++).</summary>
/// <param name="algorithm">The equation.</param>
/// <param name="from">The level at which the step begins.</param>
/// <param name="to">The level at which it ends.</param>
internal readonly struct DpmSolverStep(DpmAlgorithm algorithm, SolverLevel from, SolverLevel to)
{
    /// <summary>Length of the step in lambda.</summary>
    public double H { get; } = to.Lambda - from.Lambda;

    /// <summary>Of the sample.</summary>
    public double Sample => algorithm switch
    {
        DpmAlgorithm.DataPrediction => to.Sigma / from.Sigma,
        DpmAlgorithm.StochasticDataPrediction => to.Sigma / from.Sigma * Math.Exp(-H),
        _ => to.Alpha / from.Alpha,
    };

    /// <summary>Of the output.</summary>
    public double Output => algorithm switch
    {
        DpmAlgorithm.DataPrediction => -to.Alpha * (Math.Exp(-H) - 1),
        DpmAlgorithm.NoisePrediction => -to.Sigma * (Math.Exp(H) - 1),
        DpmAlgorithm.StochasticDataPrediction => to.Alpha * (1 - Math.Exp(-2 * H)),
        _ => -2 * to.Sigma * (Math.Exp(H) - 1),
    };

    /// <summary>Of the first difference, exactly integrated; with the midpoint rule it is half of <see cref="Output"/>.</summary>
    public double First => algorithm switch
    {
        DpmAlgorithm.DataPrediction => to.Alpha * ((Math.Exp(-H) - 1) / H + 1),
        DpmAlgorithm.NoisePrediction => -to.Sigma * ((Math.Exp(H) - 1) / H - 1),
        DpmAlgorithm.StochasticDataPrediction => to.Alpha * ((1 - Math.Exp(-2 * H)) / (-2 * H) + 1),
        _ => -2 * to.Sigma * ((Math.Exp(H) - 1) / H - 1),
    };

    /// <summary>Of the second difference.</summary>
    public double Second => algorithm switch
    {
        DpmAlgorithm.DataPrediction => -to.Alpha * ((Math.Exp(-H) - 1 + H) / (H * H) - 0.5),
        DpmAlgorithm.NoisePrediction => -to.Sigma * ((Math.Exp(H) - 1 - H) / (H * H) - 0.5),
        DpmAlgorithm.StochasticDataPrediction => to.Alpha * ((1 - Math.Exp(-2 * H) - 2 * H) / (4 * H * H) - 0.5),
        _ => throw new NotSupportedException("The SDE in the noise prediction has no third order; take 1 or 2."),
    };

    /// <summary>Of fresh noise.</summary>
    public double Noise => algorithm switch
    {
        DpmAlgorithm.StochasticDataPrediction => to.Sigma * Math.Sqrt(1 - Math.Exp(-2 * H)),
        DpmAlgorithm.StochasticNoisePrediction => to.Sigma * Math.Sqrt(Math.Exp(2 * H) - 1),
        _ => 0,
    };

    /// <summary>Of the first difference under a rule.</summary>
    public double FirstBy(DpmSolverType solver) => solver == DpmSolverType.Midpoint ? Output / 2 : First;

    /// <summary>Sample, output and noise together.</summary>
    public Tensor Base(Tensor x, Tensor output, Tensor? noise)
    {
        var next = Sample * x + Output * output;
        return noise is null ? next : next + Noise * noise;
    }
}
