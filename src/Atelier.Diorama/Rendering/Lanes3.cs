using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Atelier.Diorama.Rendering;

/// <summary>Eight vectors, coordinate by coordinate.</summary>
internal readonly struct Lanes3(Vector256<float> x, Vector256<float> y, Vector256<float> z)
{
    public readonly Vector256<float> X = x;
    public readonly Vector256<float> Y = y;
    public readonly Vector256<float> Z = z;

    public Vector3 this[int lane] => new(X.GetElement(lane), Y.GetElement(lane), Z.GetElement(lane));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes3 operator +(Lanes3 a, Lanes3 b) => new(a.X + b.X, a.Y + b.Y, a.Z + b.Z);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes3 operator -(Lanes3 a, Lanes3 b) => new(a.X - b.X, a.Y - b.Y, a.Z - b.Z);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes3 operator *(Vector256<float> a, Lanes3 b) => new(a * b.X, a * b.Y, a * b.Z);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes3 operator /(Lanes3 a, Vector256<float> b) => new(a.X / b, a.Y / b, a.Z / b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Dot(Lanes3 a, Lanes3 b) => a.X * b.X + a.Y * b.Y + a.Z * b.Z;

    /// <summary><paramref name="a"/> where a lane of <paramref name="condition"/> is set, else <paramref name="b"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes3 Select(Vector256<float> condition, Lanes3 a, Lanes3 b) => new(
        Vector256.ConditionalSelect(condition, a.X, b.X), Vector256.ConditionalSelect(condition, a.Y, b.Y), Vector256.ConditionalSelect(condition, a.Z, b.Z));
}
