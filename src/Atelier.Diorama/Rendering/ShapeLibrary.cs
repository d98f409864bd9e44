using System.Collections.Concurrent;
using Atelier.Diorama.Embree;
using Atelier.Diorama.Geometry;
using Atelier.Diorama.Scenes;
using Atelier.Diorama.Stamps;

namespace Atelier.Diorama.Rendering;

/// <summary>The shapes in use, built when first needed and kept for the process's life.</summary>
internal static class ShapeLibrary
{
    private static readonly ConcurrentDictionary<string, Lazy<Shape>> Shapes = new();

    public static Shape Get(SceneObject item)
    {
        var key = item.Stamp ?? item.Class.Name;
        return Shapes.TryGetValue(key, out var known) ? known.Value : Shapes.GetOrAdd(key, new Lazy<Shape>(() => Build(item))).Value;
    }

    private static Shape Build(SceneObject item)
    {
        var stamp = item.Stamp is null ? null : StampLibrary.Load(item.Stamp);
        var mesh = stamp is null ? Solids.Make(item.Class.Name) : ReliefMesh.Build(stamp, item.Class.Roundness);
        var hierarchy = new EmbreeScene();
        hierarchy.Add(mesh);
        return new Shape(mesh, hierarchy.Commit(), stamp);
    }
}
