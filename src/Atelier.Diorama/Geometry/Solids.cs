using System.Numerics;

namespace Atelier.Diorama.Geometry;

/// <summary>Meshes of the solids, one unit high.</summary>
internal static class Solids
{
    private const int Around = 64;

    private static readonly Dictionary<string, Func<Mesh>> Makers = new()
    {
        ["ball"] = () => Revolved(Arc(0, 0.5f, 0.5f, -90, 90, 32)),
        ["cube"] = () => Built(b => b.Cuboid(new Vector3(-0.5f, 0, -0.5f), new Vector3(0.5f, 1, 0.5f))),
        ["cylinder"] = () => Revolved([new(0, 0), new(0.36f, 0), new(0.38f, 0.02f), new(0.38f, 0.98f), new(0.36f, 1), new(0, 1)]),
        ["cone"] = () => Revolved([new(0, 0), new(0.45f, 0), new(0.46f, 0.015f), new(0.012f, 0.985f), new(0, 1)]),
        ["ring"] = () => Torus(0.35f, 0.14f),
        ["pyramid"] = Pyramid,
        ["capsule"] = () => Revolved([.. Arc(0, 0.26f, 0.26f, -90, 0, 16), .. Arc(0, 0.74f, 0.26f, 0, 90, 16)]),
        ["star"] = () => Built(b => b.Extrude(StarOutline(), Vector2.Zero, 0.3f, 0.12f, smooth: false)),
        ["heart"] = () => Built(b => b.Extrude(HeartOutline(), new Vector2(0, 0.1f), 0.45f, 0.2f, smooth: true)),
        ["vase"] = () => Revolved(Vase()),
        ["bottle"] = () => Revolved(Bottle()),
        ["bowl"] = () => Revolved([new(0, 0), .. Arc(0, 0.62f, 0.62f, -70, 0, 16), .. Arc(0, 0.62f, 0.56f, 0, -90, 16)]),
        ["table"] = Table,
        ["chair"] = Chair,
    };

    public static IEnumerable<string> Names => Makers.Keys;

    public static Mesh Make(string name) => Makers.TryGetValue(name, out var maker)
        ? maker()
        : throw new ArgumentException($"There is no solid '{name}'; there are {string.Join(", ", Makers.Keys)}.", nameof(name));

    private static Mesh Built(Action<MeshBuilder> fill)
    {
        var builder = new MeshBuilder();
        fill(builder);
        return builder.Build();
    }

    private static Mesh Revolved(IReadOnlyList<Vector2> profile) => Built(b => b.Revolve(profile, Around));

    private static Vector2[] Arc(float x, float y, float radius, float from, float to, int steps) =>
        [.. Enumerable.Range(0, steps + 1).Select(i =>
        {
            var (sine, cosine) = MathF.SinCos((from + (to - from) * i / steps) * MathF.PI / 180);
            return new Vector2(x + MathF.Max(0, radius * cosine), y + radius * sine);
        })];

    private static Mesh Torus(float major, float minor) => Built(b =>
    {
        const int Across = 24;
        var first = 0;
        for (var i = 0; i <= Around; i++)
        {
            var (sine, cosine) = MathF.SinCos(MathF.Tau * i / Around);
            var spoke = new Vector3(cosine, sine, 0);
            for (var k = 0; k <= Across; k++)
            {
                var (lift, out_) = MathF.SinCos(MathF.Tau * k / Across);
                var normal = spoke * out_ + Vector3.UnitZ * lift;
                b.Vertex(spoke * major + normal * minor, normal);
            }
        }

        for (var i = 0; i < Around; i++)
        {
            for (var k = 0; k < Across; k++)
            {
                var a = first + i * (Across + 1) + k;
                b.Quad(a, a + 1, a + Across + 2, a + Across + 1);
            }
        }
    });

    private static Mesh Pyramid() => Built(b =>
    {
        var apex = new Vector3(0, 0.92f, 0);
        Vector3[] corners = [new(-0.5f, 0, -0.5f), new(0.5f, 0, -0.5f), new(0.5f, 0, 0.5f), new(-0.5f, 0, 0.5f)];
        b.Fan(corners, -Vector3.UnitY);
        for (var i = 0; i < 4; i++)
        {
            var (p, q) = (corners[i], corners[(i + 1) % 4]);
            var outward = (p + q) / 2;
            b.Fan([p, q, apex], new Vector3(outward.X, 0.27f, outward.Z));
        }
    });

    private static Vector2[] StarOutline() =>
        [.. Enumerable.Range(0, 10).Select(i =>
        {
            var (sine, cosine) = MathF.SinCos(MathF.PI / 2 + MathF.PI * i / 5);
            return new Vector2(cosine, sine) * (i % 2 == 0 ? 0.55f : 0.25f);
        })];

    private static Vector2[] HeartOutline() =>
        [.. Enumerable.Range(0, 64).Select(i =>
        {
            var t = -MathF.Tau * i / 64;
            var x = 16 * MathF.Pow(MathF.Sin(t), 3);
            var y = 13 * MathF.Cos(t) - 5 * MathF.Cos(2 * t) - 2 * MathF.Cos(3 * t) - MathF.Cos(4 * t);
            return new Vector2(x, y) / 34;
        })];

    private static Vector2[] Vase() =>
    [
        new(0, 0), new(0.2f, 0), new(0.22f, 0.02f), new(0.27f, 0.12f), new(0.33f, 0.25f), new(0.36f, 0.38f), new(0.34f, 0.52f),
        new(0.26f, 0.66f), new(0.17f, 0.77f), new(0.135f, 0.85f), new(0.15f, 0.93f), new(0.21f, 1), new(0.18f, 1),
        new(0.11f, 0.9f), new(0.1f, 0.8f), new(0, 0.7f),
    ];

    private static Vector2[] Bottle() =>
    [
        new(0, 0), new(0.17f, 0), new(0.185f, 0.015f), new(0.185f, 0.52f), new(0.175f, 0.6f), new(0.14f, 0.67f), new(0.09f, 0.72f),
        new(0.065f, 0.77f), new(0.06f, 0.93f), new(0.075f, 0.935f), new(0.075f, 0.985f), new(0.06f, 1), new(0, 1),
    ];

    private static Mesh Table() => Built(b =>
    {
        b.Cuboid(new Vector3(-0.75f, 0.88f, -0.5f), new Vector3(0.75f, 1, 0.5f));
        foreach (var x in (ReadOnlySpan<float>)[-0.64f, 0.64f])
        {
            foreach (var z in (ReadOnlySpan<float>)[-0.4f, 0.4f])
                b.Cuboid(new Vector3(x - 0.06f, 0, z - 0.06f), new Vector3(x + 0.06f, 0.88f, z + 0.06f));
        }
    });

    private static Mesh Chair() => Built(b =>
    {
        b.Cuboid(new Vector3(-0.25f, 0.42f, -0.25f), new Vector3(0.25f, 0.49f, 0.25f));
        b.Cuboid(new Vector3(-0.25f, 0.49f, 0.19f), new Vector3(0.25f, 1, 0.25f));
        foreach (var x in (ReadOnlySpan<float>)[-0.21f, 0.21f])
        {
            foreach (var z in (ReadOnlySpan<float>)[-0.21f, 0.21f])
                b.Cuboid(new Vector3(x - 0.04f, 0, z - 0.04f), new Vector3(x + 0.04f, 0.42f, z + 0.04f));
        }
    });
}
