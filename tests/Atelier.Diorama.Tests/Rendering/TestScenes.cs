using System.Numerics;
using Atelier.Diorama.Materials;
using Atelier.Diorama.Scenes;

namespace Atelier.Diorama.Tests.Rendering;

/// <summary>Small scenes whose answers can be worked out by hand.</summary>
internal static class TestScenes
{
    public static SceneObject Solid(string name, Vector3 position, float height, NamedColour colour = NamedColour.White) => new()
    {
        Class = Vocabulary.Get(name),
        Colour = colour,
        Material = MaterialKind.Matte,
        Position = position,
        Height = height,
    };

    /// <summary>Under an even sky of radiance 0.5, without sun, on a ground that reflects nothing.</summary>
    public static Scene EvenSky(Camera camera, params SceneObject[] items) => new()
    {
        Seed = 1,
        Objects = [.. items],
        Ground = Grounds.Get("grass"),
        GroundTint = Vector3.Zero,
        Backdrop = Backdrops.Get("open land"),
        Light = new SceneLight { Name = "even", Phrases = ["in even light"], Zenith = new Vector3(0.5f), Horizon = new Vector3(0.5f) },
        Camera = camera,
    };

    public static SceneLight Sun(Vector3 toward, float strength, float angle = 0) => new()
    {
        Name = "sun",
        Phrases = ["in the sun"],
        SunDirection = Vector3.Normalize(toward),
        SunAngle = angle,
        Sun = new Vector3(strength),
    };

    public static Camera From(Vector3 eye, float pitchDegrees, float fieldDegrees = 40) =>
        new(eye, pitchDegrees * MathF.PI / 180, fieldDegrees * MathF.PI / 180, eye.Length());
}
