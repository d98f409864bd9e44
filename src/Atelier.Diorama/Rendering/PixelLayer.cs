using System.Numerics;

namespace Atelier.Diorama.Rendering;

/// <summary>What one surface contributes to one pixel; sums while sampling, means afterwards.</summary>
internal struct PixelLayer
{
    /// <summary>As in <see cref="Hit"/>; -1 for an unused layer.</summary>
    public int Surface;

    /// <summary>Share of the pixel.</summary>
    public float Coverage;

    /// <summary>Reflectance for diffuse light.</summary>
    public Vector3 Albedo;

    /// <summary>Light of sun and lamps that arrives, and the mean of its square.</summary>
    public Vector3 Direct;

    public float DirectSquare;

    /// <summary>All other light that arrives.</summary>
    public Vector3 Indirect;

    /// <summary>Light that does not depend on <see cref="Albedo"/>: mirrored, refracted, sky, haze.</summary>
    public Vector3 Other;

    public float OtherSquare;

    public Vector3 Normal;
    public Vector3 Position;
    public int Hits;
    public int Lit;

    /// <summary>Variance of the mean of <see cref="Direct"/>.</summary>
    public readonly float DirectNoise => MathF.Max(0, DirectSquare - Direct.Y * Direct.Y) / Math.Max(1, Lit);

    /// <summary>Variance of the mean of <see cref="Other"/>.</summary>
    public readonly float OtherNoise => MathF.Max(0, OtherSquare - Other.Y * Other.Y) / Math.Max(1, Lit);
}
