using System.Numerics;

namespace Atelier.Diorama.Geometry;

/// <summary>An affine map from object space to the world: scale, turn about the vertical, shift.</summary>
internal readonly record struct Placement(Vector3 AxisX, Vector3 AxisY, Vector3 AxisZ, Vector3 Origin)
{
    /// <param name="position">Where the middle of the base goes.</param>
    /// <param name="yaw">Turn about the vertical, radians; positive turns x toward z.</param>
    /// <param name="scale">Factors along the object's own axes.</param>
    public static Placement Of(Vector3 position, float yaw, Vector3 scale)
    {
        var (sine, cosine) = MathF.SinCos(yaw);
        return new Placement(
            new Vector3(cosine, 0, sine) * scale.X, new Vector3(0, scale.Y, 0), new Vector3(-sine, 0, cosine) * scale.Z, position);
    }

    public Vector3 Point(Vector3 p) => AxisX * p.X + AxisY * p.Y + AxisZ * p.Z + Origin;

    /// <summary>Carries a normal: the inverse transpose, which for orthogonal axes divides by their squared lengths.</summary>
    public Vector3 Normal(Vector3 n) => Vector3.Normalize(
        AxisX * (n.X / AxisX.LengthSquared()) + AxisY * (n.Y / AxisY.LengthSquared()) + AxisZ * (n.Z / AxisZ.LengthSquared()));

    public Vector3 InversePoint(Vector3 p) => InverseDirection(p - Origin);

    public Vector3 InverseDirection(Vector3 d) => new(
        Vector3.Dot(d, AxisX) / AxisX.LengthSquared(),
        Vector3.Dot(d, AxisY) / AxisY.LengthSquared(),
        Vector3.Dot(d, AxisZ) / AxisZ.LengthSquared());

    public Box Bounds(Box local)
    {
        var box = Box.Empty;
        foreach (var corner in local.Corners())
            box = box.With(Point(corner));
        return box;
    }
}
