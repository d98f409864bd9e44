using System.Numerics;
using Atelier.Diorama.Materials;

namespace Atelier.Diorama.Scenes;

/// <summary>The backdrops of the world.</summary>
public static class Backdrops
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<Backdrop> All { get; } =
    [
        new("open land", []),
        new("hills", ["with hills in the background", "in front of green hills"], Skyline.Hills),
        new("mountains", ["with mountains in the background", "in front of mountains"], Skyline.Mountains),
        new("forest", ["with a forest in the background", "in front of a forest"], Skyline.Forest),
        new("city", ["with a city in the background", "in front of a city skyline"], Skyline.City),
        new("sea", ["by the sea", "with the sea in the background"], Skyline.Sea),
        new("dunes", ["in the desert", "with sand dunes in the background"], Skyline.Dunes),
        Painted("white", 236, 236, 234),
        Painted("beige", 222, 204, 174),
        Painted("light blue", 160, 198, 226),
        Painted("light green", 176, 212, 170),
        Painted("light pink", 236, 190, 196),
        Painted("light yellow", 240, 226, 158),
        Painted("light gray", 186, 188, 190),
        new("brick wall", ["in front of a brick wall", "by a brick wall"], Skyline.None, "brick", Vector3.One),
        new("wooden wall", ["in front of a wooden wall", "in a room with wooden walls"], Skyline.None, "panels", Vector3.One),
        new("tiled wall", ["in front of a tiled wall", "in a bathroom"], Skyline.None, "wall tiles", Vector3.One),
        new("stone wall", ["in front of a stone wall", "by a stone wall"], Skyline.None, "stone", Vector3.One),
        new("striped wallpaper", ["in front of striped wallpaper", "in a room with striped wallpaper"], Skyline.None, "stripes", Vector3.One),
    ];

    /// <summary>The backdrop of that name.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static Backdrop Get(string name) => All.FirstOrDefault(b => b.Name == name)
        ?? throw new ArgumentException($"There is no backdrop '{name}'; there are {string.Join(", ", All.Select(b => b.Name))}.", nameof(name));

    private static Backdrop Painted(string colour, int red, int green, int blue) => new(
        $"{colour} wall", [$"in front of a {colour} wall", $"in a room with {colour} walls"], Skyline.None, "plaster", Palette.Srgb(red, green, blue));
}
