using Atelier.Diorama.Materials;

namespace Atelier.Diorama.Scenes;

/// <summary>Pairs of class and colour that models never see in training, so that an evaluation can tell composing from remembering.</summary>
/// <remarks>About one pair in ten; the choice follows from the names alone and never changes.</remarks>
public static class HeldOutPairs
{
    private const uint OneIn = 10;

    /// <summary>Whether a class in a colour is kept from training; an object without a colour word never is.</summary>
    public static bool Contains(ObjectClass item, NamedColour? colour) => colour is { } c && Hash($"{item.Name}/{Palette.Name(c)}") % OneIn == 0;

    /// <summary>For <see cref="SceneOptions.Allows"/>: what training may see.</summary>
    public static bool AllowsTraining(ObjectClass item, NamedColour? colour) => !Contains(item, colour);

    // FNV-1a with a final mix: string.GetHashCode differs from run to run.
    private static uint Hash(string text)
    {
        var hash = 2166136261u;
        foreach (var c in text)
            hash = (hash ^ c) * 16777619u;
        hash ^= hash >> 15;
        hash *= 2246822519u;
        return hash ^ (hash >> 13);
    }
}
