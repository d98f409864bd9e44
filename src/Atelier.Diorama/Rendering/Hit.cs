using System.Numerics;
using Atelier.Diorama.Materials;

namespace Atelier.Diorama.Rendering;

/// <summary>What a ray met, with everything that shading needs.</summary>
internal struct Hit
{
    public const int Sky = 0;
    public const int Ground = 1;
    public const int BackWall = 2;
    public const int LeftWall = 3;
    public const int RightWall = 4;
    public const int FirstObject = 8;

    /// <summary>One of the constants; object k is <see cref="FirstObject"/> + k.</summary>
    public int Surface;

    public float Distance;

    /// <summary>Where it is; for the sky, the direction toward it.</summary>
    public Vector3 Position;

    /// <summary>Shading normal on the viewer's side.</summary>
    public Vector3 Normal;

    /// <summary>Whether the viewer is inside the object.</summary>
    public bool IsInside;

    public Vector3 Albedo;
    public MaterialKind Material;

    /// <summary>Reflectance at straight view of the coat, or of the metal.</summary>
    public Vector3 Reflectance;

    public float Roughness;

    /// <summary>How much of the light of the horizon lies before it, 0..1.</summary>
    public float Haze;

    public readonly int Object => Surface - FirstObject;
}
