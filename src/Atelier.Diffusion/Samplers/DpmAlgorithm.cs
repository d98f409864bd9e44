namespace Atelier.Diffusion.Samplers;

/// <summary>Which equation DPM-Solver integrates.</summary>
public enum DpmAlgorithm
{
    /// <summary>The ODE in the data prediction (DPM-Solver++).</summary>
    DataPrediction,

    /// <summary>The ODE in the noise prediction (DPM-Solver).</summary>
    NoisePrediction,

    /// <summary>The SDE in the data prediction.</summary>
    StochasticDataPrediction,

    /// <summary>The SDE in the noise prediction.</summary>
    StochasticNoisePrediction,
}
