using System.Numerics;

namespace Atelier.Diorama.Rendering;

/// <summary>A disc of light, near or infinitely far, as a shaded point sees it.</summary>
/// <param name="Place">The direction toward it if it is far, else its centre.</param>
/// <param name="Radius">Tangent of its angular radius if it is far, else metres.</param>
/// <param name="Strength">Far: irradiance over pi. Near: radiance.</param>
internal readonly record struct LightSource(bool IsFar, Vector3 Place, float Radius, Vector3 Strength)
{
    /// <summary>Draws a direction toward it.</summary>
    /// <returns>The unit direction, the distance, and the light on a surface that faces it (over pi).</returns>
    public (Vector3 Direction, float Distance, Vector3 Light) Sample(Vector3 from, float u, float v)
    {
        var toward = IsFar ? Place : Place - from;
        var distance = toward.Length();
        var axis = toward / distance;
        var (sine, cosine) = MathF.SinCos(MathF.Tau * v);
        var (tangent, bitangent) = Frame.Around(axis);
        var offset = (tangent * cosine + bitangent * sine) * (Radius * MathF.Sqrt(u));
        var direction = Vector3.Normalize(toward + offset);
        return IsFar ? (direction, float.PositiveInfinity, Strength) : (direction, distance, Strength * (Radius * Radius / (distance * distance)));
    }

    /// <summary>As <see cref="Sample"/>, toward its middle.</summary>
    public (Vector3 Direction, float Distance, Vector3 Light) Middle(Vector3 from)
    {
        if (IsFar)
            return (Place, float.PositiveInfinity, Strength);
        var toward = Place - from;
        var distance = toward.Length();
        return (toward / distance, distance, Strength * (Radius * Radius / (distance * distance)));
    }

    /// <summary>Tangent of its angular radius from that far.</summary>
    public float Tangent(float distance) => IsFar ? Radius : Radius / distance;
}
