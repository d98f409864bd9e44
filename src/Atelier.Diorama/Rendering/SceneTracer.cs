using System.Numerics;
using System.Runtime.CompilerServices;
using Atelier.Diorama.Embree;
using Atelier.Diorama.Geometry;
using Atelier.Diorama.Materials;
using Atelier.Diorama.Scenes;
using Atelier.Diorama.Textures;

namespace Atelier.Diorama.Rendering;

/// <summary>
/// A scene made ready for rays. Ground and walls are planes and are met by arithmetic; each object's mesh lies in Embree,
/// and rays that miss the boxes around it never reach it: for a handful of objects that is quicker than a hierarchy.
/// </summary>
internal sealed class SceneTracer
{
    private const float Grazing = 1e-6f;
    private static readonly Vector3 Sea = Palette.Srgb(46, 104, 138);
    private readonly Body[] _bodies;
    private readonly Box _around = Box.Empty;
    private readonly TextureMap _groundTexture;
    private readonly TextureMap? _wallTexture;
    private readonly float _inverseTile;
    private readonly bool _hasRipples;

    public SceneTracer(Scene scene)
    {
        Scene = scene;
        Surroundings = new Surroundings(scene);
        _bodies = [.. scene.Objects.Select(item => new Body(item))];
        foreach (var body in _bodies)
        {
            _around = _around.With(body.Bounds);
            HasGlass |= body.Item.Material == MaterialKind.Glass;
        }

        _around = new Box(_around.Minimum - new Vector3(1e-3f), _around.Maximum + new Vector3(1e-3f));
        _groundTexture = SurfaceTextures.Get(scene.Ground.Name);
        _wallTexture = scene.Backdrop.WallTexture is { } wall ? SurfaceTextures.Get(wall) : null;
        _inverseTile = 1 / scene.Ground.TileSize;
        _hasRipples = scene.Ground.Name == "water";
        Lights = Sources(scene.Light);
    }

    public Scene Scene { get; }

    public Surroundings Surroundings { get; }

    public LightSource[] Lights { get; }

    public bool HasGlass { get; }

    public IReadOnlyList<Body> Bodies => _bodies;

    /// <summary>Finds what a ray meets first.</summary>
    /// <param name="tracer">The thread's own.</param>
    /// <param name="spread">Growth of the ray's width per metre; chooses the detail of textures.</param>
    public void Trace(Tracer tracer, Vector3 origin, Vector3 direction, float spread, out Hit hit)
    {
        hit = default;
        var (surface, distance) = Planes(origin, direction);
        if (Meets(tracer, origin, direction, 1e-4f, distance))
            ObjectHit(tracer, origin, direction, spread, ref hit);
        else if (surface == Hit.Sky)
            hit.Position = direction;
        else
            PlaneHit(surface, distance, origin, direction, spread, ref hit);
    }

    /// <summary>How far a ray goes until it meets the ground or a wall, in lengths of <paramref name="direction"/>.</summary>
    public float PlaneDistance(Vector3 origin, Vector3 direction) => Planes(origin, direction).Distance;

    /// <summary>Which object a ray meets first, and where; -1 for none.</summary>
    public int TraceObject(Tracer tracer, Vector3 origin, Vector3 direction, float far)
    {
        return Meets(tracer, origin, direction, 1e-4f, far) ? (int)tracer.Hit.Instance : -1;
    }

    /// <summary>How much light passes between two points: 0 or 1, or a tint through glass.</summary>
    public Vector3 Visibility(Tracer tracer, Vector3 origin, Vector3 direction, float distance)
    {
        if (!HasGlass)
            return Blocks(tracer, origin, direction, distance) ? Vector3.Zero : Vector3.One;
        var passed = Vector3.One;
        var near = 1e-4f;
        for (var i = 0; i < 8; i++)
        {
            if (!Meets(tracer, origin, direction, near, distance))
                return passed;
            var body = _bodies[tracer.Hit.Instance];
            if (body.Item.Material != MaterialKind.Glass)
                return Vector3.Zero;
            passed *= body.SurfacePassage;
            near = tracer.Hit.Far + 1e-3f;
        }

        return Vector3.Zero;
    }

    private bool Meets(Tracer tracer, Vector3 origin, Vector3 direction, float near, float far)
    {
        var inverse = Vector3.One / direction;
        if (!_around.Touches(origin, inverse, far))
            return false;
        var met = -1;
        for (var i = 0; i < _bodies.Length; i++)
        {
            var body = _bodies[i];
            if (body.Bounds.Touches(origin, inverse, far) && body.Meets(tracer, origin, direction, near, far))
                (met, far) = (i, tracer.Hit.Far);
        }

        tracer.Keep(met, far);
        return met >= 0;
    }

    private bool Blocks(Tracer tracer, Vector3 origin, Vector3 direction, float far)
    {
        var inverse = Vector3.One / direction;
        if (!_around.Touches(origin, inverse, far))
            return false;
        foreach (var body in _bodies)
        {
            if (body.Bounds.Touches(origin, inverse, far) && body.Occludes(tracer, origin, direction, far))
                return true;
        }

        return false;
    }

    private static LightSource[] Sources(SceneLight light)
    {
        var sources = new List<LightSource>();
        if (light.Sun != Vector3.Zero)
            sources.Add(new LightSource(true, light.SunDirection, MathF.Tan(light.SunAngle), light.Sun));
        foreach (var lamp in light.Lamps)
            sources.Add(new LightSource(false, lamp.Position, lamp.Radius, lamp.Radiance));
        return [.. sources];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private (int Surface, float Distance) Planes(Vector3 origin, Vector3 direction)
    {
        var (surface, distance) = (Hit.Sky, float.PositiveInfinity);
        if (direction.Y < -Grazing)
            (surface, distance) = (Hit.Ground, -origin.Y / direction.Y);
        if (_wallTexture is null)
            return (surface, distance);
        if (direction.Z > Grazing && (Scene.BackWall - origin.Z) / direction.Z < distance)
            (surface, distance) = (Hit.BackWall, (Scene.BackWall - origin.Z) / direction.Z);
        if (direction.X < -Grazing && (Scene.LeftWall - origin.X) / direction.X < distance)
            (surface, distance) = (Hit.LeftWall, (Scene.LeftWall - origin.X) / direction.X);
        if (direction.X > Grazing && (Scene.RightWall - origin.X) / direction.X < distance)
            (surface, distance) = (Hit.RightWall, (Scene.RightWall - origin.X) / direction.X);
        return (surface, distance);
    }

    private void PlaneHit(int surface, float distance, Vector3 origin, Vector3 direction, float spread, ref Hit hit)
    {
        var position = origin + direction * distance;
        hit.Surface = surface;
        hit.Distance = distance;
        hit.Position = position;
        hit.Material = MaterialKind.Matte;
        if (surface == Hit.Ground)
        {
            Ground(ref hit, direction, spread);
            return;
        }

        hit.Normal = surface switch { Hit.BackWall => -Vector3.UnitZ, Hit.LeftWall => Vector3.UnitX, _ => -Vector3.UnitX };
        var along = surface == Hit.BackWall ? position.X : position.Z;
        const float WallTile = 1 / 1.6f;
        hit.Albedo = Scene.Backdrop.WallTint * _wallTexture!.Sample(along * WallTile, -position.Y * WallTile, distance * spread * WallTile);
        if (position.Y < 0.12f)
            hit.Albedo = new Vector3(0.75f);
    }

    private void Ground(ref Hit hit, Vector3 direction, float spread)
    {
        hit.Position.Y = 0;
        hit.Normal = Vector3.UnitY;
        var footprint = hit.Distance * spread / MathF.Sqrt(MathF.Max(0.02f, -direction.Y));
        var u = (hit.Position.X + Scene.GroundShift.X) * _inverseTile;
        var v = (hit.Position.Z + Scene.GroundShift.Y) * _inverseTile;
        hit.Albedo = Scene.GroundTint * _groundTexture.Sample(u, -v, footprint * _inverseTile);
        if (Scene.Ground.Reflectance > 0)
        {
            hit.Material = MaterialKind.Glossy;
            hit.Reflectance = new Vector3(Scene.Ground.Reflectance);
            hit.Roughness = Scene.Ground.Roughness;
            if (_hasRipples)
                hit.Normal = Ripple(hit.Position);
        }

        if (!Scene.Backdrop.IsOutdoor)
            return;
        if (Scene.Backdrop.Skyline == Skyline.Sea && hit.Position.Z > Scene.Camera.Position.Z + 7)
            hit.Albedo = Sea;
        var far = hit.Distance * (1 / 40f);
        hit.Haze = 1 - MathF.Exp(-far * far);
    }

    private static Vector3 Ripple(Vector3 p)
    {
        var x = Noise.Value(p.X * 3, p.Z * 9, 1 << 12, 1 << 12, 5) - 0.5f;
        var z = Noise.Value(p.X * 4 + 90, p.Z * 12, 1 << 12, 1 << 12, 6) - 0.5f;
        return Vector3.Normalize(new Vector3(x * 0.02f, 1, z * 0.05f));
    }

    private void ObjectHit(Tracer tracer, Vector3 origin, Vector3 direction, float spread, ref Hit hit)
    {
        ref readonly var ray = ref tracer.Hit;
        var body = _bodies[ray.Instance];
        var mesh = body.Shape.Mesh;
        var first = 3 * (int)ray.Primitive;
        var (a, b, c) = (mesh.Indices[first], mesh.Indices[first + 1], mesh.Indices[first + 2]);
        var w = 1 - ray.U - ray.V;
        var normal = body.Placement.Normal(mesh.Normals[a] * w + mesh.Normals[b] * ray.U + mesh.Normals[c] * ray.V);
        var isInside = Vector3.Dot(normal, direction) > 0;
        hit.Surface = Hit.FirstObject + (int)ray.Instance;
        hit.Distance = ray.Far;
        hit.Position = origin + direction * ray.Far;
        hit.Normal = isInside ? -normal : normal;
        hit.IsInside = isInside;
        hit.Albedo = body.Albedo;
        hit.Material = body.Item.Material;
        hit.Reflectance = body.Reflectance;
        hit.Roughness = body.Roughness;
        if (body.Shape.Stamp is { } stamp)
        {
            var at = mesh.TextureCoordinates[a] * w + mesh.TextureCoordinates[b] * ray.U + mesh.TextureCoordinates[c] * ray.V;
            hit.Albedo = body.Paint(stamp.Colour.Sample(at.X, at.Y, ray.Far * spread / (body.Item.Height * stamp.Aspect)));
        }
    }
}
