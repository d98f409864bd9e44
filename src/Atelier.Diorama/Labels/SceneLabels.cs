using Atelier.Diorama.Embree;
using Atelier.Diorama.Rendering;
using Atelier.Diorama.Scenes;

namespace Atelier.Diorama.Labels;

/// <summary>What is where in the picture, exactly, through the middle of each pixel.</summary>
public sealed class SceneLabels
{
    private SceneLabels(int width, int height, byte[] instances, float[] depth, IReadOnlyList<ObjectLabel> objects)
    {
        (Width, Height, Instances, Depth, Objects) = (width, height, instances, depth, objects);
    }

    /// <summary>Columns.</summary>
    public int Width { get; }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>Height x width: 0 for ground, wall and sky, k + 1 for object k.</summary>
    public byte[] Instances { get; }

    /// <summary>Height x width: metres along the optical axis; infinite for the sky.</summary>
    public float[] Depth { get; }

    /// <summary>One entry per object.</summary>
    public IReadOnlyList<ObjectLabel> Objects { get; }

    /// <summary>Traces the labels of a scene.</summary>
    public static SceneLabels Of(Scene scene, int width, int height)
    {
        ArgumentNullException.ThrowIfNull(scene);
        var tracer = new SceneTracer(scene);
        return Of(tracer, width, height);
    }

    internal static SceneLabels Of(SceneTracer scene, int width, int height)
    {
        var camera = scene.Scene.Camera;
        var instances = new byte[width * height];
        var depth = new float[width * height];
        using var tracer = new Tracer();
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                var slope = camera.Slope(x + 0.5f, y + 0.5f, width, height);
                var far = scene.PlaneDistance(camera.Position, slope);
                var index = scene.TraceObject(tracer, camera.Position, slope, far);
                instances[y * width + x] = (byte)(index + 1);
                depth[y * width + x] = index < 0 ? far : tracer.Hit.Far;
            }
        }

        var objects = new ObjectLabel[scene.Bodies.Count];
        for (var k = 0; k < objects.Length; k++)
            objects[k] = Label(scene, k, instances, width, height);
        return new SceneLabels(width, height, instances, depth, objects);
    }

    private static ObjectLabel Label(SceneTracer scene, int index, byte[] instances, int width, int height)
    {
        var (left, top, right, bottom, visible) = (width, height, -1, -1, 0);
        for (var i = 0; i < instances.Length; i++)
        {
            if (instances[i] != index + 1)
                continue;
            var (x, y) = (i % width, i / width);
            (left, right) = (Math.Min(left, x), Math.Max(right, x));
            (top, bottom) = (Math.Min(top, y), Math.Max(bottom, y));
            visible++;
        }

        var full = new ObjectMask(scene, index, width, height).Count();
        var centre = scene.Scene.Camera.Project(scene.Bodies[index].Bounds.Centre, width, height);
        return visible == 0
            ? new ObjectLabel(0, 0, 0, 0, 0, full, centre.X, centre.Y, centre.Z)
            : new ObjectLabel(left, top, right + 1, bottom + 1, visible, Math.Max(full, visible), centre.X, centre.Y, centre.Z);
    }
}
