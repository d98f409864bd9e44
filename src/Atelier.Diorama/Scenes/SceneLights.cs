using System.Collections.Immutable;
using System.Numerics;

namespace Atelier.Diorama.Scenes;

/// <summary>Draws the light of a scene: hours and weather outdoors, lamps indoors.</summary>
internal static class SceneLights
{
    private static readonly (string Name, float Weight)[] Hours =
        [("noon", 0.16f), ("sunny day", 0.24f), ("morning", 0.14f), ("sunset", 0.18f), ("cloudy day", 0.12f), ("dusk", 0.06f), ("night", 0.10f)];

    private static readonly (string Name, float Weight)[] Rooms = [("daylight", 0.4f), ("lamp light", 0.3f), ("studio light", 0.3f)];

    public static IEnumerable<string> OutdoorNames => Hours.Select(h => h.Name);

    public static IEnumerable<string> IndoorNames => Rooms.Select(h => h.Name);

    public static SceneLight Draw(SeededRandom random, bool isOutdoor) =>
        Draw(random, random.Pick(isOutdoor ? Hours : Rooms, h => h.Weight).Name);

    /// <exception cref="ArgumentException">There is no light of that name.</exception>
    public static SceneLight Draw(SeededRandom random, string name) => name switch
    {
        "noon" => Sunny(random, name, ["at noon", "in bright sunlight"], 52, 72, new(1, 0.96f, 0.9f), 0.82f),
        "sunny day" => Sunny(random, name, ["on a sunny day", "in the sunshine"], 30, 50, new(1, 0.94f, 0.84f), 0.86f),
        "morning" => Morning(random),
        "sunset" => Sunset(random),
        "cloudy day" => Cloudy(random),
        "dusk" => Dusk(random),
        "night" => Night(random),
        "daylight" => Room(random, name, ["in soft daylight", "in daylight"], new(1, 0.98f, 0.95f), 0.5f, 0.86f, 0.42f),
        "lamp light" => Room(random, name, ["in warm lamp light", "under a warm lamp"], new(1, 0.84f, 0.62f), 0.3f, 1.1f, 0.22f),
        "studio light" => Studio(random),
        _ => throw new ArgumentException(
            $"There is no light '{name}'; there are {string.Join(", ", OutdoorNames.Concat(IndoorNames))}.", nameof(name)),
    };

    private static SceneLight Sunny(SeededRandom random, string name, ImmutableArray<string> phrases, float low, float high, Vector3 sun, float strength) => new()
    {
        Name = name,
        Phrases = phrases,
        SunDirection = Toward(random, low, high),
        SunAngle = random.Float(0.015f, 0.03f),
        Sun = sun * strength,
        Zenith = new Vector3(0.16f, 0.32f, 0.7f) * random.Float(0.85f, 1.1f),
        Horizon = new Vector3(0.62f, 0.76f, 0.92f),
        Glow = new Vector3(0.3f, 0.28f, 0.22f),
        Clouds = random.Chance(0.5f) ? random.Float(0.25f, 0.6f) : 0,
    };

    private static SceneLight Morning(SeededRandom random) => new()
    {
        Name = "morning",
        Phrases = ["in the morning", "in the early morning"],
        SunDirection = Toward(random, 18, 28),
        SunAngle = random.Float(0.02f, 0.04f),
        Sun = new Vector3(1, 0.88f, 0.7f) * 1.1f,
        Zenith = new Vector3(0.34f, 0.46f, 0.68f),
        Horizon = new Vector3(0.92f, 0.86f, 0.72f),
        Glow = new Vector3(0.4f, 0.3f, 0.16f),
        Clouds = random.Chance(0.4f) ? random.Float(0.2f, 0.4f) : 0,
    };

    private static SceneLight Sunset(SeededRandom random) => new()
    {
        Name = "sunset",
        Phrases = ["at sunset", "in the evening sun"],
        SunDirection = Toward(random, 11, 19),
        SunAngle = random.Float(0.025f, 0.045f),
        Sun = new Vector3(1, 0.69f, 0.44f) * 1.25f,
        Zenith = new Vector3(0.44f, 0.42f, 0.62f),
        Horizon = new Vector3(1.0f, 0.56f, 0.28f) * random.Float(0.85f, 1),
        Glow = new Vector3(0.5f, 0.28f, 0.1f),
        Clouds = random.Chance(0.5f) ? random.Float(0.2f, 0.5f) : 0,
    };

    private static SceneLight Cloudy(SeededRandom random) => new()
    {
        Name = "cloudy day",
        Phrases = ["on a cloudy day", "under a gray sky"],
        SunDirection = Toward(random, 45, 70),
        SunAngle = 0.35f,
        Sun = new Vector3(0.2f),
        Zenith = new Vector3(0.74f, 0.77f, 0.8f),
        Horizon = new Vector3(0.7f, 0.73f, 0.76f),
        Clouds = random.Float(0.7f, 0.95f),
    };

    private static SceneLight Dusk(SeededRandom random) => new()
    {
        Name = "dusk",
        Phrases = ["at dusk", "in the blue hour"],
        SunDirection = Toward(random, 20, 30),
        SunAngle = 0.3f,
        Sun = new Vector3(0.34f, 0.28f, 0.34f),
        Zenith = new Vector3(0.26f, 0.3f, 0.52f),
        Horizon = new Vector3(0.82f, 0.54f, 0.56f),
        Clouds = random.Chance(0.4f) ? 0.3f : 0,
    };

    private static SceneLight Night(SeededRandom random) => new()
    {
        Name = "night",
        Phrases = ["at night", "under the stars"],
        SunDirection = Toward(random, 35, 60),
        SunAngle = 0.03f,
        Sun = new Vector3(0.46f, 0.5f, 0.62f),
        Zenith = new Vector3(0.02f, 0.03f, 0.085f),
        Horizon = new Vector3(0.06f, 0.085f, 0.17f),
        Stars = true,
    };

    private static SceneLight Room(
        SeededRandom random, string name, ImmutableArray<string> phrases, Vector3 colour, float radius, float strength, float fill)
    {
        var side = random.Chance(0.5f) ? 1 : -1;
        var place = new Vector3(side * random.Float(1.2f, 2.2f), random.Float(1.8f, 2.6f), random.Float(-1.8f, -0.4f));
        return new SceneLight
        {
            Name = name,
            Phrases = phrases,
            Zenith = Vector3.Lerp(Vector3.One, colour, 0.5f) * fill * 1.15f,
            Horizon = Vector3.Lerp(Vector3.One, colour, 0.4f) * fill,
            Lamps = [Shining(place, radius, colour * strength)],
        };
    }

    private static SceneLight Studio(SeededRandom random)
    {
        var side = random.Chance(0.5f) ? 1 : -1;
        return new SceneLight
        {
            Name = "studio light",
            Phrases = ["in studio light", "in bright studio light"],
            Zenith = new Vector3(0.38f),
            Horizon = new Vector3(0.36f),
            Lamps =
            [
                Shining(new Vector3(side * random.Float(1.4f, 2), random.Float(1.8f, 2.4f), -1.6f), 0.6f, new Vector3(0.64f)),
                Shining(new Vector3(-side * random.Float(1.6f, 2.4f), random.Float(1.2f, 2f), -1.2f), 0.6f, new Vector3(0.3f)),
            ],
        };
    }

    /// <summary>A lamp that gives the wanted light (irradiance over pi, facing it) at the origin.</summary>
    private static Lamp Shining(Vector3 place, float radius, Vector3 light) => new(place, radius, light * (place.LengthSquared() / (radius * radius)));

    /// <summary>A direction above the horizon, mostly from the camera's side so that what is seen is lit.</summary>
    private static Vector3 Toward(SeededRandom random, float lowest, float highest)
    {
        var elevation = random.Float(lowest, highest) * MathF.PI / 180;
        var azimuth = random.Float(25, 105) * (random.Chance(0.5f) ? 1 : -1) * MathF.PI / 180;
        var (sine, cosine) = MathF.SinCos(azimuth);
        return new Vector3(sine * MathF.Cos(elevation), MathF.Sin(elevation), -cosine * MathF.Cos(elevation));
    }
}
