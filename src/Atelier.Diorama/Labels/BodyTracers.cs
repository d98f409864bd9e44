using System.Numerics;
using Atelier.Diorama.Embree;
using Atelier.Diorama.Rendering;

namespace Atelier.Diorama.Labels;

/// <summary>Shadow rays against one object at a time.</summary>
internal sealed class BodyTracers(SceneTracer scene) : IDisposable
{
    private readonly Tracer[] _tracers = [.. scene.Bodies.Select(b => new Tracer(b.Shape.Hierarchy))];

    public bool Blocks(int index, Vector3 origin, Vector3 direction, float distance)
    {
        var body = scene.Bodies[index];
        return body.Bounds.Touches(origin, Vector3.One / direction, distance)
            && _tracers[index].Occluded(body.Placement.InversePoint(origin), body.Placement.InverseDirection(direction), 1e-4f, distance);
    }

    public void Dispose()
    {
        foreach (var tracer in _tracers)
            tracer.Dispose();
    }
}
