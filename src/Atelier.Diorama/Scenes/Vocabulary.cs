using System.Numerics;
using Atelier.Diorama.Materials;
using Atelier.Diorama.Stamps;

namespace Atelier.Diorama.Scenes;

/// <summary>What the world can show: solids in every colour, and the cut-outs installed on this machine.</summary>
public static class Vocabulary
{
    private static readonly MaterialKind[] Opaque = [MaterialKind.Matte, MaterialKind.Glossy];
    private static readonly NamedColour[] MetalColours =
    [
        NamedColour.Red, NamedColour.Orange, NamedColour.Yellow, NamedColour.Green, NamedColour.Blue, NamedColour.Purple, NamedColour.Pink, NamedColour.Gray,
    ];

    private static readonly Dictionary<string, (float Height, Vector2 Top)> SolidSizes = new()
    {
        ["ball"] = (0.44f, default), ["cube"] = (0.42f, new(0.5f, 0.5f)), ["cylinder"] = (0.5f, new(0.3f, 0.3f)), ["cone"] = (0.55f, default),
        ["ring"] = (0.5f, default), ["pyramid"] = (0.48f, default), ["capsule"] = (0.58f, default), ["star"] = (0.52f, default),
        ["heart"] = (0.48f, default), ["vase"] = (0.58f, default), ["bottle"] = (0.66f, default), ["bowl"] = (0.28f, default),
        ["table"] = (0.48f, new(0.7f, 0.46f)), ["chair"] = (0.72f, default),
    };

    /// <summary>The solids.</summary>
    public static IReadOnlyList<ObjectClass> Solids { get; } =
        [.. Geometry.Solids.Names.Select(name => new ObjectClass(
            name, name + "s", IsSolid: true, Weight: 1, SolidSizes[name].Height, Top: SolidSizes[name].Top))];

    /// <summary>The cut-outs that are installed; empty without the stamps package.</summary>
    public static IReadOnlyList<ObjectClass> CutOuts { get; } =
        [.. StampLibrary.Nouns.Where(noun => StampLibrary.Files.Any(file => file.Noun == noun.Name))];

    /// <summary>Solids, then cut-outs.</summary>
    public static IReadOnlyList<ObjectClass> Classes { get; } = [.. Solids, .. CutOuts];

    /// <summary>Every noun of the curated list, whether its pictures are installed or not.</summary>
    public static IReadOnlyList<ObjectClass> AllNouns => StampLibrary.Nouns;

    /// <summary>The class of that name.</summary>
    /// <exception cref="ArgumentException">There is none, or its picture is not installed.</exception>
    public static ObjectClass Get(string name) => Find(name)
        ?? throw new ArgumentException($"There is no object '{name}' here; there are {string.Join(", ", Classes.Select(c => c.Name))}.", nameof(name));

    /// <summary>The class of that name, or null.</summary>
    public static ObjectClass? Find(string name) => Classes.FirstOrDefault(c => c.Name == name);

    /// <summary>Whether an object can have a colour: solids any; cut-outs if a picture has it or may be painted.</summary>
    public static bool CanBe(ObjectClass item, NamedColour colour)
    {
        ArgumentNullException.ThrowIfNull(item);
        return item.IsSolid || Pictures(item).Any(file => file.Colour == colour || file.CanBePainted(item.Tint));
    }

    /// <summary>The materials that a solid of a colour can be made of.</summary>
    public static IReadOnlyList<MaterialKind> Materials(ObjectClass item, NamedColour colour)
    {
        ArgumentNullException.ThrowIfNull(item);
        if (!item.IsSolid)
            return [MaterialKind.Photographic];
        if (!MetalColours.Contains(colour))
            return Opaque;
        return item.Name is "table" or "chair" or "star" || colour == NamedColour.Gray
            ? [.. Opaque, MaterialKind.Metal]
            : [.. Opaque, MaterialKind.Metal, MaterialKind.Glass];
    }

    internal static StampFile[] Pictures(ObjectClass item) => [.. StampLibrary.Files.Where(file => file.Noun == item.Name)];
}
