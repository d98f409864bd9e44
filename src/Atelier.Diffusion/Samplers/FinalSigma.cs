namespace Atelier.Diffusion.Samplers;

/// <summary>The noise level at which a run ends.</summary>
public enum FinalSigma
{
    /// <summary>None.</summary>
    Zero,

    /// <summary>The smallest level of training.</summary>
    Smallest,
}
