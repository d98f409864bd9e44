namespace Atelier.Diorama.Scenes;

/// <summary>The grounds of the world.</summary>
public static class Grounds
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<Ground> All { get; } =
    [
        new("grass", ["on grass", "on green grass", "on a lawn"], true, 1.6f),
        new("meadow", ["in a flowery meadow", "on a meadow with flowers"], true, 2.2f),
        new("sand", ["on sand", "on a sandy ground"], true, 1.8f),
        new("snow", ["on snow", "in the snow"], true, 2.4f),
        new("dirt", ["on dirt", "on bare earth"], true, 1.6f),
        new("gravel", ["on gravel", "on pebbles"], true, 0.9f),
        new("asphalt", ["on asphalt", "on a road"], true, 1.2f),
        new("pavement", ["on a stone pavement", "on paving stones"], true, 1.5f),
        new("leaves", ["on autumn leaves", "on fallen leaves"], true, 1.2f),
        new("water", ["on still water", "on a calm lake"], true, 4f, 0.06f, 0.015f),
        new("wooden floor", ["on a wooden floor", "on wooden boards"], false, 1.6f, 0.03f, 0.18f),
        new("tiled floor", ["on a tiled floor", "on tiles"], false, 1.6f, 0.045f, 0.06f),
        new("carpet", ["on a carpet", "on a soft carpet"], false, 1.2f),
        new("marble floor", ["on a marble floor", "on polished marble"], false, 2.2f, 0.06f, 0.02f),
        new("concrete floor", ["on a concrete floor", "on concrete"], false, 2f),
        new("checkered floor", ["on a checkered floor", "on a chessboard floor"], false, 1.6f, 0.04f, 0.05f),
    ];

    /// <summary>The ground of that name.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static Ground Get(string name) => All.FirstOrDefault(g => g.Name == name)
        ?? throw new ArgumentException($"There is no ground '{name}'; there are {string.Join(", ", All.Select(g => g.Name))}.", nameof(name));
}
