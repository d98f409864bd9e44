using System.Collections;

namespace Atelier.Models.Formats.Pickle;

/// <summary>Makes sure that a value can be walked through: no cycles, no absurd depth, no names left over.</summary>
internal static class PickleGraph
{
    private const int Deepest = 100;

    /// <exception cref="PickleException">The value holds itself, is nested too deeply or holds a class or function.</exception>
    public static void Check(object? root)
    {
        // A finished container is not walked again, however often it is shared; its height is remembered for the depth rule.
        var heights = new Dictionary<object, int>(ReferenceEqualityComparer.Instance);
        Height(root, heights, Deepest);
    }

    private static int Height(object? value, Dictionary<object, int> heights, int room)
    {
        if (value is TorchGlobal global)
            throw new PickleException($"'{global.Name}' is used as a value, which is refused");
        if (value is not (object?[] or List<object?> or Dictionary<object, object?>))
            return 0;
        if (heights.TryGetValue(value, out var height))
        {
            if (height < 0)
                throw new PickleException("a container holds itself");
            return height <= room ? height : throw TooDeep();
        }

        if (room == 0)
            throw TooDeep();
        heights[value] = -1;
        var highest = 0;
        foreach (var item in value is Dictionary<object, object?> dictionary ? dictionary.Values : (IEnumerable)value)
            highest = Math.Max(highest, Height(item, heights, room - 1));
        return heights[value] = highest + 1;
    }

    private static PickleException TooDeep() => new($"containers are nested more than {Deepest} deep");
}
