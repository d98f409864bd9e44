namespace Atelier.Diffusion.Samplers;

/// <summary>The function B(h) by which UniPC scales its corrections; of a length h in lambda.</summary>
public enum UniPcSolverType
{
    /// <summary>B(h) = e^h - 1; right for nearly all runs.</summary>
    Bh2,

    /// <summary>B(h) = h; for unguided sampling in few steps, and not with an end at sigma 0.</summary>
    Bh1,
}
