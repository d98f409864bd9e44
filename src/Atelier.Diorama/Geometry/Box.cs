using System.Numerics;
using System.Runtime.CompilerServices;

namespace Atelier.Diorama.Geometry;

/// <summary>An axis-aligned box in metres.</summary>
/// <param name="Minimum">The corner with the least coordinates.</param>
/// <param name="Maximum">The corner with the greatest coordinates.</param>
public readonly record struct Box(Vector3 Minimum, Vector3 Maximum)
{
    /// <summary>A box that contains nothing.</summary>
    public static Box Empty => new(new Vector3(float.PositiveInfinity), new Vector3(float.NegativeInfinity));

    /// <summary>The edge lengths.</summary>
    public Vector3 Size => Maximum - Minimum;

    /// <summary>The middle.</summary>
    public Vector3 Centre => (Minimum + Maximum) * 0.5f;

    /// <summary>The smallest box around <paramref name="points"/>.</summary>
    public static Box Around(ReadOnlySpan<Vector3> points)
    {
        var box = Empty;
        foreach (var point in points)
            box = box.With(point);
        return box;
    }

    /// <summary>The smallest box around this one and <paramref name="point"/>.</summary>
    public Box With(Vector3 point) => new(Vector3.Min(Minimum, point), Vector3.Max(Maximum, point));

    /// <summary>The smallest box around this one and <paramref name="other"/>.</summary>
    public Box With(Box other) => new(Vector3.Min(Minimum, other.Minimum), Vector3.Max(Maximum, other.Maximum));

    /// <summary>The eight corners.</summary>
    public Vector3[] Corners()
    {
        var corners = new Vector3[8];
        for (var i = 0; i < 8; i++)
        {
            corners[i] = new Vector3(
                (i & 1) == 0 ? Minimum.X : Maximum.X, (i & 2) == 0 ? Minimum.Y : Maximum.Y, (i & 4) == 0 ? Minimum.Z : Maximum.Z);
        }

        return corners;
    }

    /// <summary>Whether a ray can touch the box before <paramref name="far"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool Touches(Vector3 origin, Vector3 inverseDirection, float far)
    {
        var a = (Minimum - origin) * inverseDirection;
        var b = (Maximum - origin) * inverseDirection;

        // The native forms are one instruction each; NaN comes only from a ray within the plane of a side.
        var low = Vector3.MinNative(a, b);
        var high = Vector3.MaxNative(a, b);
        var enter = float.MaxNative(float.MaxNative(low.X, low.Y), float.MaxNative(low.Z, 0));
        var leave = float.MinNative(float.MinNative(high.X, high.Y), float.MinNative(high.Z, far));
        return enter <= leave;
    }
}
