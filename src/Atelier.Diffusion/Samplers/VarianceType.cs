namespace Atelier.Diffusion.Samplers;

/// <summary>The variance of the noise that DDPM adds at a step.</summary>
public enum VarianceType
{
    /// <summary>That of the posterior given the data.</summary>
    FixedSmall,

    /// <summary>The same, by way of its logarithm.</summary>
    FixedSmallLog,

    /// <summary>Beta of the step.</summary>
    FixedLarge,

    /// <summary>The network gives the variance in the second half of its channels.</summary>
    Learned,

    /// <summary>The network says where between the small and the large variance it is, in logarithms (Nichol and Dhariwal 2021).</summary>
    LearnedRange,
}
