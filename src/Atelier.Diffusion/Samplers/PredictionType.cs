namespace Atelier.Diffusion.Samplers;

/// <summary>What a network's output means.</summary>
public enum PredictionType
{
    /// <summary>The noise.</summary>
    Epsilon,

    /// <summary>v = sqrt(a) noise - sqrt(1 - a) data (Salimans and Ho 2022).</summary>
    Velocity,

    /// <summary>The data.</summary>
    Sample,

    /// <summary>noise - data along a straight line.</summary>
    Flow,
}
