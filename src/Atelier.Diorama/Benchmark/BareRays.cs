using System.Numerics;
using Atelier.Diorama.Embree;
using Atelier.Diorama.Geometry;
using Atelier.Diorama.Rendering;
using Atelier.Diorama.Scenes;

namespace Atelier.Diorama.Benchmark;

/// <summary>Embree alone: eye rays and shadow rays through all geometry of a scene, the ground included, without shading.</summary>
internal static class BareRays
{
    private const int Repeats = 16;
    private const float GroundHalf = 200;

    /// <returns>Pairs of one eye ray and one shadow ray.</returns>
    public static long Trace(Scene scene, int width, int height, int threads)
    {
        using var hierarchy = Build(scene);
        var toLight = scene.Light.Lamps.Length > 0 ? Vector3.Normalize(scene.Light.Lamps[0].Position) : scene.Light.SunDirection;
        var next = -1;
        void Work()
        {
            using var tracer = new Tracer();
            int y;
            while ((y = Interlocked.Increment(ref next)) < height * Repeats)
                Row(scene.Camera, tracer, hierarchy, toLight, y % height, width, height);
        }

        if (threads == 1)
            Work();
        else
            Parallel.Invoke(new ParallelOptions { MaxDegreeOfParallelism = threads }, [.. Enumerable.Repeat((Action)Work, threads)]);
        return (long)Repeats * width * height;
    }

    private static void Row(Camera camera, Tracer tracer, EmbreeScene hierarchy, Vector3 toLight, int y, int width, int height)
    {
        for (var x = 0; x < width; x++)
        {
            var direction = camera.Direction(x + 0.5f, y + 0.5f, width, height);
            var place = camera.Position + direction * 3;
            if (tracer.Intersect(hierarchy, camera.Position, direction, 1e-4f, float.PositiveInfinity))
                place = camera.Position + direction * tracer.Hit.Far;
            tracer.Occluded(hierarchy, place + toLight * 1e-3f, toLight, 1e-4f, float.PositiveInfinity);
        }
    }

    private static EmbreeScene Build(Scene scene)
    {
        var hierarchy = new EmbreeScene();
        foreach (var item in scene.Objects)
            hierarchy.Add(ShapeLibrary.Get(item).Hierarchy, item.Placement);
        var ground = new EmbreeScene();
        ground.Add(new Mesh(
            [new(-GroundHalf, 0, -GroundHalf), new(GroundHalf, 0, -GroundHalf), new(GroundHalf, 0, GroundHalf), new(-GroundHalf, 0, GroundHalf)],
            [], [], [0, 1, 2, 0, 2, 3]));
        hierarchy.Add(ground.Commit(), Placement.Of(Vector3.Zero, 0, Vector3.One));
        return hierarchy.Commit();
    }
}
