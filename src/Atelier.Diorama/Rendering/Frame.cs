using System.Numerics;
using System.Runtime.CompilerServices;

namespace Atelier.Diorama.Rendering;

/// <summary>Directions about a normal.</summary>
internal static class Frame
{
    /// <summary>Two unit vectors at right angles to <paramref name="n"/> (Duff et al. 2017).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Vector3 Tangent, Vector3 Bitangent) Around(Vector3 n)
    {
        var sign = MathF.CopySign(1, n.Z);
        var a = -1 / (sign + n.Z);
        var b = n.X * n.Y * a;
        return (new Vector3(1 + sign * n.X * n.X * a, sign * b, -sign * n.X), new Vector3(b, sign + n.Y * n.Y * a, -n.Y));
    }

    /// <summary>Sine and cosine of an angle in turns, 0..1, to about 1e-7: a quarter turn's series, without the call of the exact one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (float Sine, float Cosine) Turn(float turns)
    {
        var quarter = (int)(turns * 4 + 0.5f);
        var x = (turns * 4 - quarter) * (MathF.PI / 2);
        var x2 = x * x;
        var sine = x + x * x2 * (-1.6666655e-1f + x2 * (8.3321609e-3f - x2 * 1.9515296e-4f));
        var cosine = 1 - 0.5f * x2 + x2 * x2 * (4.1666646e-2f + x2 * (-1.3887316e-3f + x2 * 2.4433157e-5f));
        var (first, second) = (quarter & 1) == 0 ? (sine, cosine) : (cosine, sine);
        return ((quarter & 2) == 0 ? first : -first, ((quarter + 1) & 2) == 0 ? second : -second);
    }

    /// <summary>A direction about <paramref name="n"/> with density in proportion to the cosine.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector3 Cosine(Vector3 n, float u, float v)
    {
        var (tangent, bitangent) = Around(n);
        var (sine, cosine) = Turn(v);
        var radius = MathF.Sqrt(u);
        return tangent * (radius * cosine) + bitangent * (radius * sine) + n * MathF.Sqrt(MathF.Max(0, 1 - u));
    }

    /// <summary>A visible microfacet normal of GGX (Heitz 2018).</summary>
    /// <param name="n">The surface normal.</param>
    /// <param name="view">Unit vector from the surface toward the eye.</param>
    /// <param name="alpha">Roughness.</param>
    public static Vector3 Microfacet(Vector3 n, Vector3 view, float alpha, float u, float v)
    {
        var (tangent, bitangent) = Around(n);
        var local = new Vector3(Vector3.Dot(view, tangent), Vector3.Dot(view, bitangent), Vector3.Dot(view, n));
        var stretched = Vector3.Normalize(new Vector3(alpha * local.X, alpha * local.Y, MathF.Max(local.Z, 1e-4f)));
        var (first, second) = Around(stretched);
        var radius = MathF.Sqrt(u);
        var (sine, cosine) = Turn(v);
        var p = radius * cosine;
        var lean = 0.5f * (1 + stretched.Z);

        // The second axis must lie in the plane of the normal for the projected half disc to be cut right.
        (first, second) = stretched.Z < 0.9999f ? Level(stretched) : (first, second);
        var q = (1 - lean) * MathF.Sqrt(MathF.Max(0, 1 - p * p)) + lean * radius * sine;
        var m = p * first + q * second + MathF.Sqrt(MathF.Max(0, 1 - p * p - q * q)) * stretched;
        var facet = Vector3.Normalize(new Vector3(alpha * m.X, alpha * m.Y, MathF.Max(1e-6f, m.Z)));
        return tangent * facet.X + bitangent * facet.Y + n * facet.Z;
    }

    private static (Vector3 First, Vector3 Second) Level(Vector3 v)
    {
        var first = Vector3.Normalize(new Vector3(-v.Y, v.X, 0));
        return (first, Vector3.Cross(v, first));
    }
}
