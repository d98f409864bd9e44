using System.Numerics;
using Atelier.Diorama.Embree;
using Atelier.Diorama.Geometry;
using Atelier.Diorama.Materials;
using Atelier.Diorama.Scenes;
using Atelier.Diorama.Textures;

namespace Atelier.Diorama.Rendering;

/// <summary>An object with all that its surface needs precomputed.</summary>
internal sealed class Body
{
    private readonly Box _box;
    private readonly float _inverseBrightness;
    private readonly Vector3 _paint;
    private readonly float _gamma;
    private readonly TintMode _tint;

    public Body(SceneObject item)
    {
        Item = item;
        Shape = ShapeLibrary.Get(item);
        Placement = item.Placement;
        Bounds = Placement.Bounds(Shape.Mesh.Bounds);
        _box = new Box(Shape.Mesh.Bounds.Minimum - new Vector3(1e-3f), Shape.Mesh.Bounds.Maximum + new Vector3(1e-3f));
        var colour = item.Colour is { } named ? Palette.Albedo(named) : new Vector3(0.92f);
        switch (item.Material)
        {
            case MaterialKind.Matte:
                Albedo = colour;
                break;
            case MaterialKind.Glossy:
                (Albedo, Reflectance, Roughness) = (colour, new Vector3(0.045f), 0.1f);
                break;
            case MaterialKind.Metal:
                (Reflectance, Roughness) = (Vector3.Lerp(colour, Vector3.One, 0.06f), 0.16f);
                break;
            case MaterialKind.Glass:
                var tint = Vector3.Clamp(colour * 1.15f, new Vector3(0.02f), new Vector3(0.97f));
                Absorption = new Vector3(-MathF.Log(tint.X), -MathF.Log(tint.Y), -MathF.Log(tint.Z)) / (0.75f * item.Height);
                SurfacePassage = Vector3.SquareRoot(Vector3.Lerp(tint, Vector3.One, 0.25f) * 0.8f);
                break;
            case MaterialKind.Photographic:
                _tint = item.IsTinted ? item.Class.Tint : TintMode.None;
                _inverseBrightness = 1 / MathF.Max(0.02f, Shape.Stamp!.Brightness);
                _paint = colour;
                _gamma = item.Colour is NamedColour.White or NamedColour.Black ? 0.5f : 0.75f;
                break;
            default:
                throw new InvalidOperationException($"No surface for {item.Material}.");
        }
    }

    public SceneObject Item { get; }

    public Shape Shape { get; }

    public Placement Placement { get; }

    public Box Bounds { get; }

    public Vector3 Albedo { get; }

    public Vector3 Reflectance { get; }

    public float Roughness { get; }

    /// <summary>Glass: extinction per metre.</summary>
    public Vector3 Absorption { get; }

    /// <summary>Glass: share of direct light that passes one of its two surfaces, straight on.</summary>
    public Vector3 SurfacePassage { get; }

    /// <summary>Whether a ray meets it between <paramref name="near"/> and <paramref name="far"/>; the tracer then has the place.</summary>
    public bool Meets(Tracer tracer, Vector3 origin, Vector3 direction, float near, float far)
    {
        (origin, direction) = (Placement.InversePoint(origin), Placement.InverseDirection(direction));
        return _box.Touches(origin, Vector3.One / direction, far) && tracer.Intersect(Shape.Hierarchy, origin, direction, near, far);
    }

    /// <summary>Whether a ray meets it before <paramref name="far"/>.</summary>
    public bool Occludes(Tracer tracer, Vector3 origin, Vector3 direction, float far)
    {
        (origin, direction) = (Placement.InversePoint(origin), Placement.InverseDirection(direction));
        return _box.Touches(origin, Vector3.One / direction, far) && tracer.Occluded(Shape.Hierarchy, origin, direction, 1e-4f, far);
    }

    /// <summary>A cut-out's reflectance from its picture's colour.</summary>
    public Vector3 Paint(Vector3 picture)
    {
        if (_tint == TintMode.None)
            return picture * 0.95f;
        var shade = MathF.Pow(Math.Clamp(TextureMap.Luminance(picture) * _inverseBrightness, 0.02f, 4), _gamma);
        var painted = Vector3.Min(_paint * shade, new Vector3(0.95f));
        if (_tint == TintMode.Whole)
            return painted;
        var high = MathF.Max(picture.X, MathF.Max(picture.Y, picture.Z));
        var low = MathF.Min(picture.X, MathF.Min(picture.Y, picture.Z));
        var colourful = Math.Clamp((high - low) / (high + 0.02f) * 3 - 0.9f, 0, 1);
        return Vector3.Lerp(picture * 0.95f, painted, colourful);
    }
}
