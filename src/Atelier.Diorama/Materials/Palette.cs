using System.Numerics;

namespace Atelier.Diorama.Materials;

/// <summary>What the named colours look like.</summary>
public static class Palette
{
    private static readonly Vector3[] Albedos =
    [
        Srgb(205, 24, 28), Srgb(250, 122, 12), Srgb(250, 214, 28), Srgb(28, 148, 52), Srgb(28, 76, 204), Srgb(120, 40, 172),
        Srgb(250, 130, 172), Srgb(110, 62, 28), Srgb(24, 24, 26), Srgb(238, 238, 236), Srgb(132, 134, 136),
    ];

    /// <summary>All colours, in the enumeration's order.</summary>
    public static IReadOnlyList<NamedColour> Colours { get; } = Enum.GetValues<NamedColour>();

    /// <summary>The reflectance of a matte surface of this colour, linear RGB in 0..1.</summary>
    public static Vector3 Albedo(NamedColour colour) => Albedos[(int)colour];

    /// <summary>The word used in captions.</summary>
    public static string Name(NamedColour colour) => colour.ToString().ToLowerInvariant();

    /// <summary>The colour of that name.</summary>
    /// <exception cref="ArgumentException">The palette has no such name.</exception>
    public static NamedColour Parse(string name) =>
        Enum.TryParse<NamedColour>(name, ignoreCase: true, out var colour) && char.IsLetter(name, 0)
            ? colour
            : throw new ArgumentException($"There is no colour '{name}'; there are {string.Join(", ", Colours.Select(Name))}.", nameof(name));

    internal static Vector3 Srgb(int red, int green, int blue) =>
        new(Rendering.Srgb.ToLinear(red / 255f), Rendering.Srgb.ToLinear(green / 255f), Rendering.Srgb.ToLinear(blue / 255f));
}
