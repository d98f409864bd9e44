namespace Atelier.Diffusion.Samplers;

/// <summary>How DPM-Solver weighs the change of the output within a step.</summary>
public enum DpmSolverType
{
    /// <summary>As at the middle of the step.</summary>
    Midpoint,

    /// <summary>By the exact integral of a straight line.</summary>
    Heun,
}
