using System.Numerics;

namespace Atelier.Diorama.Geometry;

/// <summary>Collects vertices and triangles; winding does not matter, normals are given.</summary>
internal sealed class MeshBuilder
{
    private readonly List<Vector3> _positions = [];
    private readonly List<Vector3> _normals = [];
    private readonly List<Vector2> _coordinates = [];
    private readonly List<int> _indices = [];

    public int Vertex(Vector3 position, Vector3 normal, Vector2 coordinates = default)
    {
        _positions.Add(position);
        _normals.Add(Vector3.Normalize(normal));
        _coordinates.Add(coordinates);
        return _positions.Count - 1;
    }

    public void Triangle(int a, int b, int c) => _indices.AddRange([a, b, c]);

    public void Quad(int a, int b, int c, int d)
    {
        Triangle(a, b, c);
        Triangle(a, c, d);
    }

    /// <summary>A flat polygon without holes that is star-shaped about its first point.</summary>
    public void Fan(ReadOnlySpan<Vector3> points, Vector3 normal)
    {
        var first = _positions.Count;
        foreach (var point in points)
            Vertex(point, normal);
        for (var i = 2; i < points.Length; i++)
            Triangle(first, first + i - 1, first + i);
    }

    public void Cuboid(Vector3 minimum, Vector3 maximum)
    {
        var corners = new Box(minimum, maximum).Corners();
        Fan([corners[0], corners[2], corners[6], corners[4]], -Vector3.UnitX);
        Fan([corners[1], corners[3], corners[7], corners[5]], Vector3.UnitX);
        Fan([corners[0], corners[1], corners[5], corners[4]], -Vector3.UnitY);
        Fan([corners[2], corners[3], corners[7], corners[6]], Vector3.UnitY);
        Fan([corners[0], corners[1], corners[3], corners[2]], -Vector3.UnitZ);
        Fan([corners[4], corners[5], corners[7], corners[6]], Vector3.UnitZ);
    }

    /// <summary>Turns a profile (radius, height) about the vertical axis.</summary>
    /// <param name="profile">Points from the bottom up; a corner is kept sharp where the direction turns by more than 40 degrees.</param>
    /// <param name="segments">Steps around.</param>
    public void Revolve(IReadOnlyList<Vector2> profile, int segments)
    {
        for (var i = 0; i + 1 < profile.Count; i++)
        {
            var normal = Across(profile[i + 1] - profile[i]);
            var below = i > 0 ? Smooth(normal, Across(profile[i] - profile[i - 1])) : normal;
            var above = i + 2 < profile.Count ? Smooth(normal, Across(profile[i + 2] - profile[i + 1])) : normal;
            var first = _positions.Count;
            for (var k = 0; k <= segments; k++)
            {
                var (sine, cosine) = MathF.SinCos(MathF.Tau * k / segments);
                Vertex(At(profile[i], sine, cosine), At(below, sine, cosine));
                Vertex(At(profile[i + 1], sine, cosine), At(above, sine, cosine));
            }

            for (var k = 0; k < segments; k++)
                Quad(first + 2 * k, first + 2 * k + 2, first + 2 * k + 3, first + 2 * k + 1);
        }
    }

    /// <summary>Pulls an outline in the x-y plane along z, with its edges cut at 45 degrees by <paramref name="bevel"/>.</summary>
    /// <param name="outline">Counter-clockwise, star-shaped about <paramref name="centre"/>.</param>
    public void Extrude(IReadOnlyList<Vector2> outline, Vector2 centre, float depth, float bevel, bool smooth)
    {
        var count = outline.Count;
        var edges = new Vector2[count];
        for (var i = 0; i < count; i++)
        {
            var edge = outline[(i + 1) % count] - outline[i];
            edges[i] = Vector2.Normalize(new Vector2(edge.Y, -edge.X));
        }

        Vector2 Inner(Vector2 p) => p + (centre - p) * bevel;
        for (var i = 0; i < count; i++)
        {
            var (p, q) = (outline[i], outline[(i + 1) % count]);
            var (n, m) = smooth ? (edges[(i + count - 1) % count] + edges[i], edges[i] + edges[(i + 1) % count]) : (edges[i], edges[i]);
            (n, m) = (Vector2.Normalize(n), Vector2.Normalize(m));
            var rim = depth * 0.5f - bevel * 0.5f;
            Quad(
                Vertex(new Vector3(p, -rim), new Vector3(n, 0)), Vertex(new Vector3(q, -rim), new Vector3(m, 0)),
                Vertex(new Vector3(q, rim), new Vector3(m, 0)), Vertex(new Vector3(p, rim), new Vector3(n, 0)));
            foreach (var side in (ReadOnlySpan<float>)[-1, 1])
            {
                Quad(
                    Vertex(new Vector3(p, side * rim), new Vector3(n, side)), Vertex(new Vector3(q, side * rim), new Vector3(m, side)),
                    Vertex(new Vector3(Inner(q), side * depth / 2), new Vector3(m, side)),
                    Vertex(new Vector3(Inner(p), side * depth / 2), new Vector3(n, side)));
                Fan([new Vector3(centre, side * depth / 2), new Vector3(Inner(p), side * depth / 2), new Vector3(Inner(q), side * depth / 2)],
                    new Vector3(0, 0, side));
            }
        }
    }

    /// <summary>The mesh, shifted so that it stands on y = 0, centred, and scaled so that its height is 1.</summary>
    public Mesh Build()
    {
        var bounds = Box.Around(_positions.ToArray());
        var shift = new Vector3(bounds.Centre.X, bounds.Minimum.Y, bounds.Centre.Z);
        var scale = 1 / bounds.Size.Y;
        return new Mesh(
            [.. _positions.Select(p => (p - shift) * scale)], [.. _normals], [.. _coordinates], [.. _indices]);
    }

    private static Vector3 At(Vector2 p, float sine, float cosine) => new(p.X * cosine, p.Y, p.X * sine);

    private static Vector2 Across(Vector2 along) => Vector2.Normalize(new Vector2(along.Y, -along.X));

    private static Vector2 Smooth(Vector2 a, Vector2 b) => Vector2.Dot(a, b) > 0.77f ? Vector2.Normalize(a + b) : a;
}
