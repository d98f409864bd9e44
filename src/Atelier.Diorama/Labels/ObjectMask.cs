using System.Numerics;
using Atelier.Diorama.Embree;
using Atelier.Diorama.Rendering;

namespace Atelier.Diorama.Labels;

/// <summary>Which pixels an object would cover if nothing stood before it.</summary>
internal sealed class ObjectMask(SceneTracer scene, int index, int width, int height)
{
    /// <summary>Covered pixels, those up to one picture's size outside the frame included.</summary>
    public int Count() => Visit(-width, -height, 2 * width, 2 * height, null);

    /// <summary>Height x width: 1 where the object is.</summary>
    public byte[] Draw()
    {
        var mask = new byte[width * height];
        Visit(0, 0, width, height, mask);
        return mask;
    }

    private int Visit(int left, int top, int right, int bottom, byte[]? mask)
    {
        var body = scene.Bodies[index];
        var camera = scene.Scene.Camera;
        var (low, high) = (new Vector2(float.MaxValue), new Vector2(float.MinValue));
        foreach (var corner in body.Bounds.Corners())
        {
            var place = camera.Project(corner, width, height);
            if (place.Z < 0.01f)
                (low, high) = (new Vector2(left, top), new Vector2(right, bottom));
            (low, high) = (Vector2.Min(low, new Vector2(place.X, place.Y)), Vector2.Max(high, new Vector2(place.X, place.Y)));
        }

        (left, top) = (Math.Max(left, (int)MathF.Floor(low.X)), Math.Max(top, (int)MathF.Floor(low.Y)));
        (right, bottom) = (Math.Min(right, (int)MathF.Ceiling(high.X) + 1), Math.Min(bottom, (int)MathF.Ceiling(high.Y) + 1));
        using var tracer = new Tracer();
        var origin = body.Placement.InversePoint(camera.Position);
        var count = 0;
        for (var y = top; y < bottom; y++)
        {
            for (var x = left; x < right; x++)
            {
                var direction = body.Placement.InverseDirection(camera.Slope(x + 0.5f, y + 0.5f, width, height));
                if (!tracer.Occluded(body.Shape.Hierarchy, origin, direction, 1e-4f, float.PositiveInfinity))
                    continue;
                count++;
                if (mask is not null)
                    mask[y * width + x] = 1;
            }
        }

        return count;
    }
}
