using System.Numerics;
using Atelier.Diorama.Labels;
using Atelier.Diorama.Materials;

namespace Atelier.Diorama.Scenes;

/// <summary>Makes scenes from seeds: the same seed, options and installed pictures give the same scene.</summary>
public static class SceneGenerator
{
    /// <summary>Goes into dataset manifests; changes whenever a seed's scene may change, or its picture by more than the rounding of single light paths.</summary>
    public const int Version = 5;

    private const int Attempts = 200;

    /// <summary>A scene of the world's usual mixture.</summary>
    public static Scene FromSeed(long seed, SceneOptions? options = null)
    {
        options ??= new SceneOptions();
        var random = new SeededRandom((ulong)seed);
        var factory = new ObjectFactory(options);
        var (kind, count) = SceneMixture.DrawKind(random);
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            if (Compose(SceneMixture.Draw(random, factory, kind, count), seed, random, factory) is { } scene)
                return scene;
        }

        throw new InvalidOperationException($"No scene was found for seed {seed}; the options leave too little to choose from.");
    }

    /// <summary>A scene that shows what is asked for.</summary>
    /// <exception cref="ArgumentException">The world cannot show it; the message says why.</exception>
    public static Scene ForRequest(SceneRequest request, long seed, SceneOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.Fault() is { } fault)
            throw new ArgumentException(fault, nameof(request));
        var random = new SeededRandom((ulong)seed);
        var factory = new ObjectFactory(options ?? new SceneOptions());
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            if (Compose(request, seed, random, factory) is { } scene)
                return scene;
        }

        throw new ArgumentException("No arrangement was found in which everything asked for is seen well.", nameof(request));
    }

    /// <summary>One try; null when something would be hidden, cut off or too small.</summary>
    private static Scene? Compose(SceneRequest request, long seed, SeededRandom random, ObjectFactory factory)
    {
        // 1. the objects and their places
        var items = request.Items.SelectMany(item => Make(random, factory, item)).ToArray();
        if (Layout.Place(random, items, request.Relation) is not { } placed)
            return null;

        // 2. the camera
        var boxes = placed.Select(o => o.Bounds).ToArray();
        var isDeep = request.Relation is Relation.InFrontOf or Relation.Behind;
        var pitch = (isDeep ? random.Float(15, 27) : placed.Length > 2 ? random.Float(8, 22) : random.Float(3, 17)) * MathF.PI / 180;
        var span = placed.Length switch { 1 => random.Float(0.42f, 0.78f), 2 => random.Float(0.68f, 0.93f), _ => random.Float(0.76f, 0.94f) };
        var slack = (1 - span) * 0.35f;
        var centre = new Vector2(0.5f + random.Float(-slack, slack), 0.56f + random.Float(-0.2f, 0.9f) * slack);
        if (CameraFit.Find(boxes, pitch, random.Float(30, 46) * MathF.PI / 180, span, centre) is not { } camera)
            return null;
        var subject = camera.Project(placed[0].Bounds.Centre, 1, 1).Z;

        // 3. the place and the light
        var isOutdoor = request.Ground?.IsOutdoor ?? request.Backdrop?.IsOutdoor
            ?? (request.Light is { } named ? SceneLights.OutdoorNames.Contains(named) : random.Chance(0.62f));
        var backdrop = request.Backdrop ?? random.Pick([.. Backdrops.All.Where(b => b.IsOutdoor == isOutdoor)], b => b.Skyline == Skyline.None && isOutdoor ? 2 : 1);
        var ground = request.Ground ?? random.Pick([.. Grounds.All.Where(g => g.IsOutdoor == isOutdoor)], g => Suits(g, backdrop));
        var light = request.Light is { } hour ? SceneLights.Draw(random, hour) : SceneLights.Draw(random, isOutdoor);
        var scene = new Scene
        {
            Seed = seed,
            Objects = [.. placed.Select(o => light.Stars && request.Items.All(i => i.Material is null) ? Dulled(o) : o)],
            Ground = ground,
            Backdrop = backdrop,
            Light = light,
            Camera = camera with { FocusDistance = subject },
            GroundShift = new Vector2(random.Float(), random.Float()) * 4,
            GroundTint = new Vector3(random.Float(0.9f, 1.06f)),
            BackWall = boxes.Max(b => b.Maximum.Z) + random.Float(0.35f, 1.6f),
            LeftWall = !isOutdoor && random.Chance(0.25f) ? boxes.Min(b => b.Minimum.X) - random.Float(0.4f, 1.2f) : float.NegativeInfinity,
            RightWall = !isOutdoor && random.Chance(0.25f) ? boxes.Max(b => b.Maximum.X) + random.Float(0.4f, 1.2f) : float.PositiveInfinity,
        };

        // 4. does the picture show it?
        return SceneCheck.Shows(scene, request) ? scene : null;
    }

    private static IEnumerable<SceneObject> Make(SeededRandom random, ObjectFactory factory, RequestedItem item)
    {
        var first = factory.Make(random, item);
        yield return first;
        var isUniform = item.Colour is not null || random.Chance(0.7f);
        for (var i = 1; i < item.Count; i++)
        {
            var next = factory.Make(random, item);
            yield return isUniform
                ? first with { Yaw = next.Yaw, IsMirrored = next.IsMirrored, Height = first.Height * random.Float(0.93f, 1.07f) }
                : next with { Height = first.Height * random.Float(0.93f, 1.07f) };
        }
    }

    /// <summary>Mirrors and glass show the dark sky at night, and then no colour of their own.</summary>
    private static SceneObject Dulled(SceneObject item) =>
        item.Material is MaterialKind.Metal or MaterialKind.Glass ? item with { Material = MaterialKind.Glossy } : item;

    private static float Suits(Ground ground, Backdrop backdrop) => (backdrop.Skyline, ground.Name) switch
    {
        (Skyline.Dunes, "sand") => 12,
        (Skyline.Dunes, "dirt" or "gravel" or "asphalt") => 1,
        (Skyline.Dunes, _) => 0,
        (Skyline.Sea, "sand" or "gravel") => 5,
        (Skyline.Sea, "snow" or "leaves" or "meadow") => 0,
        (Skyline.City, "asphalt" or "pavement") => 4,
        (_, "grass") => 3,
        _ => 1,
    };
}
