using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Atelier.Diorama.Embree;

/// <summary>Shoots single rays into scenes; one per thread, since it owns the ray's memory.</summary>
internal sealed unsafe class Tracer : IDisposable
{
    private readonly RayHit* _ray;
    private readonly IntersectContext* _context;

    public Tracer()
    {
        var memory = (byte*)NativeMemory.AlignedAlloc(128, 64);
        _ray = (RayHit*)memory;
        _context = (IntersectContext*)(memory + 96);
        *_context = new IntersectContext { Instance = EmbreeApi.InvalidId };
    }

    ~Tracer() => NativeMemory.AlignedFree(_ray);

    /// <summary>The last hit, valid after <see cref="Intersect"/> returned true.</summary>
    public ref readonly RayHit Hit => ref *_ray;

    /// <summary>Names the last hit's instance and distance after rays at several instances, of which later ones missed.</summary>
    public void Keep(int instance, float distance) => (_ray->Instance, _ray->Far) = ((uint)instance, distance);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Intersect(EmbreeScene scene, Vector3 origin, Vector3 direction, float near, float far)
    {
        Load(origin, direction, near, far);
        _ray->Geometry = EmbreeApi.InvalidId;
        _ray->Instance = EmbreeApi.InvalidId;
        EmbreeApi.Intersect1(scene.Handle, _context, _ray);
        return _ray->Geometry != EmbreeApi.InvalidId;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Occluded(EmbreeScene scene, Vector3 origin, Vector3 direction, float near, float far)
    {
        Load(origin, direction, near, far);
        EmbreeApi.Occluded1(scene.Handle, _context, _ray);
        return _ray->Far < 0;
    }

    public void Dispose()
    {
        NativeMemory.AlignedFree(_ray);
        GC.SuppressFinalize(this);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Load(Vector3 origin, Vector3 direction, float near, float far)
    {
        // Embree loads four numbers at once, which waits for the memory if they were stored one by one.
        *(Vector4*)&_ray->OriginX = new Vector4(origin, near);
        *(Vector4*)&_ray->DirectionX = new Vector4(direction, 0);
        _ray->Far = far;
        _ray->Mask = EmbreeApi.InvalidId;
        _ray->Id = 0;
        _ray->Flags = 0;
    }
}
