using System.Collections.Immutable;
using System.Numerics;

namespace Atelier.Diorama.Scenes;

/// <summary>All light of a scene, in units where a white matte surface under radiance 1 from everywhere shows as white.</summary>
public sealed record SceneLight
{
    /// <summary>The word for it, such as <c>sunset</c>.</summary>
    public required string Name { get; init; }

    /// <summary>How captions speak of it, such as <c>at sunset</c>; none if nothing is to be said.</summary>
    public ImmutableArray<string> Phrases { get; init; } = [];

    /// <summary>Unit vector toward the sun or moon.</summary>
    public Vector3 SunDirection { get; init; } = Vector3.UnitY;

    /// <summary>Radius of the sun's disc as an angle in radians.</summary>
    public float SunAngle { get; init; } = 0.02f;

    /// <summary>The sun's light on a surface that faces it (irradiance over pi); zero for no sun.</summary>
    public Vector3 Sun { get; init; }

    /// <summary>Radiance of the sky overhead.</summary>
    public Vector3 Zenith { get; init; }

    /// <summary>Radiance of the sky at the horizon.</summary>
    public Vector3 Horizon { get; init; }

    /// <summary>Radiance added around the sun.</summary>
    public Vector3 Glow { get; init; }

    /// <summary>Share of the sky that clouds cover, 0..1.</summary>
    public float Clouds { get; init; }

    /// <summary>Whether stars are seen.</summary>
    public bool Stars { get; init; }

    /// <summary>Lamps outside the picture.</summary>
    public ImmutableArray<Lamp> Lamps { get; init; } = [];
}
