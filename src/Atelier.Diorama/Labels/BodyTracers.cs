using System.Numerics;
using Atelier.Diorama.Embree;
using Atelier.Diorama.Rendering;

namespace Atelier.Diorama.Labels;

/// <summary>Shadow rays against one object at a time.</summary>
internal sealed class BodyTracers(SceneTracer scene) : IDisposable
{
    private readonly Tracer _tracer = new();

    public bool Blocks(int index, Vector3 origin, Vector3 direction, float distance)
    {
        var body = scene.Bodies[index];
        return body.Bounds.Touches(origin, Vector3.One / direction, distance) && body.Occludes(_tracer, origin, direction, distance);
    }

    public void Dispose() => _tracer.Dispose();
}
