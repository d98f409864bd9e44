using System.Numerics;
using Atelier.Diorama.Geometry;

namespace Atelier.Diorama.Scenes;

/// <summary>Places the camera so that a group of objects fills a wanted share of the picture.</summary>
internal static class CameraFit
{
    private const float Margin = 0.02f;
    private const float LowestEye = 0.16f;

    /// <param name="boxes">The objects.</param>
    /// <param name="pitch">Tilt downward, radians.</param>
    /// <param name="fieldOfView">Radians.</param>
    /// <param name="span">Wanted larger side of the group, 0..1 of the picture.</param>
    /// <param name="centre">Wanted middle of the group, 0..1 from the left and from the top.</param>
    /// <returns>The camera, or null when the group cannot be framed so.</returns>
    public static Camera? Find(IReadOnlyList<Box> boxes, float pitch, float fieldOfView, float span, Vector2 centre)
    {
        var points = boxes.SelectMany(b => b.Corners()).ToArray();
        var group = boxes.Aggregate(Box.Empty, (all, box) => all.With(box));
        var (near, far) = (0.3f, 30f);
        for (var i = 0; i < 24; i++)
        {
            var middle = MathF.Sqrt(near * far);
            var (low, high) = Extent(Looking(group.Centre, middle, pitch, fieldOfView), points);
            if (MathF.Max(high.X - low.X, high.Y - low.Y) > span)
                near = middle;
            else
                far = middle;
        }

        var camera = Looking(group.Centre, far, pitch, fieldOfView);
        var (from, to) = Extent(camera, points);
        var shift = (from + to) / 2 - centre;
        var metres = far * 2 * MathF.Tan(fieldOfView / 2);
        camera = camera with { Position = camera.Position + Vector3.UnitX * (shift.X * metres) - camera.Up * (shift.Y * metres) };
        (from, to) = Extent(camera, points);
        var isInside = from.X > Margin && from.Y > Margin && to.X < 1 - Margin && to.Y < 1 - Margin;
        return isInside && camera.Position.Y > LowestEye ? camera : null;
    }

    private static Camera Looking(Vector3 target, float distance, float pitch, float fieldOfView)
    {
        var (sine, cosine) = MathF.SinCos(pitch);
        return new Camera(target - new Vector3(0, -sine, cosine) * distance, pitch, fieldOfView, distance);
    }

    private static (Vector2 Low, Vector2 High) Extent(Camera camera, Vector3[] points)
    {
        var (low, high) = (new Vector2(float.MaxValue), new Vector2(float.MinValue));
        foreach (var point in points)
        {
            var place = camera.Project(point, 1, 1);
            if (place.Z < 0.05f)
                return (new Vector2(-9), new Vector2(9));
            var seen = new Vector2(place.X, place.Y);
            (low, high) = (Vector2.Min(low, seen), Vector2.Max(high, seen));
        }

        return (low, high);
    }
}
