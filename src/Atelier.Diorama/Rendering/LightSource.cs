using System.Numerics;
using System.Runtime.CompilerServices;

namespace Atelier.Diorama.Rendering;

/// <summary>A disc of light, near or infinitely far, as a shaded point sees it.</summary>
internal sealed class LightSource
{
    private readonly Vector3 _place;
    private readonly Vector3 _tangent;
    private readonly Vector3 _bitangent;
    private readonly float _radius;
    private readonly Vector3 _strength;

    /// <param name="isFar">Whether it is infinitely far.</param>
    /// <param name="place">The direction toward it if it is far, else its centre.</param>
    /// <param name="radius">Tangent of its angular radius if it is far, else metres.</param>
    /// <param name="strength">Far: irradiance over pi. Near: radiance.</param>
    public LightSource(bool isFar, Vector3 place, float radius, Vector3 strength)
    {
        (IsFar, _place, _radius, _strength) = (isFar, place, radius, strength);
        if (isFar)
            (_tangent, _bitangent) = Frame.Around(place / place.Length());
    }

    public bool IsFar { get; }

    /// <summary>Draws a direction toward it.</summary>
    /// <returns>The unit direction, the distance, and the light on a surface that faces it (over pi).</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public (Vector3 Direction, float Distance, Vector3 Light) Sample(Vector3 from, float u, float v)
    {
        var (sine, cosine) = Frame.Turn(v);
        var reach = _radius * MathF.Sqrt(u);
        if (IsFar)
            return (Vector3.Normalize(_place + (_tangent * cosine + _bitangent * sine) * reach), float.PositiveInfinity, _strength);
        var toward = _place - from;
        var distance = toward.Length();
        var (tangent, bitangent) = Frame.Around(toward / distance);
        var direction = Vector3.Normalize(toward + (tangent * cosine + bitangent * sine) * reach);
        return (direction, distance, _strength * (_radius * _radius / (distance * distance)));
    }

    /// <summary>As <see cref="Sample"/>, toward its middle.</summary>
    public (Vector3 Direction, float Distance, Vector3 Light) Middle(Vector3 from)
    {
        if (IsFar)
            return (_place, float.PositiveInfinity, _strength);
        var toward = _place - from;
        var distance = toward.Length();
        return (toward / distance, distance, _strength * (_radius * _radius / (distance * distance)));
    }

    /// <summary>Tangent of its angular radius from that far.</summary>
    public float Tangent(float distance) => IsFar ? _radius : _radius / distance;
}
