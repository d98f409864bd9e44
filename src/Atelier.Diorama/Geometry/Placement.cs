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

    // Axes are orthogonal: the inverse and the inverse transpose divide by their squared lengths.
    private readonly Vector3 _inverseX = AxisX / AxisX.LengthSquared();
    private readonly Vector3 _inverseY = AxisY / AxisY.LengthSquared();
    private readonly Vector3 _inverseZ = AxisZ / AxisZ.LengthSquared();

    public Vector3 Point(Vector3 p) => AxisX * p.X + AxisY * p.Y + AxisZ * p.Z + Origin;

    /// <summary>Carries a normal by the inverse transpose.</summary>
    public Vector3 Normal(Vector3 n) => Vector3.Normalize(_inverseX * n.X + _inverseY * n.Y + _inverseZ * n.Z);

    public Vector3 InversePoint(Vector3 p) => InverseDirection(p - Origin);

    public Vector3 InverseDirection(Vector3 d) => new(Vector3.Dot(d, _inverseX), Vector3.Dot(d, _inverseY), Vector3.Dot(d, _inverseZ));

    public Box Bounds(Box local)
    {
        var box = Box.Empty;
        foreach (var corner in local.Corners())
            box = box.With(Point(corner));
        return box;
    }
}
