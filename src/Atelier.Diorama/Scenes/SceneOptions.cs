using Atelier.Diorama.Materials;

namespace Atelier.Diorama.Scenes;

/// <summary>What <see cref="SceneGenerator"/> may draw.</summary>
public sealed record SceneOptions
{
    /// <summary>Whether cut-outs may appear; without the stamps package they never do.</summary>
    public bool UseCutOuts { get; init; } = true;

    /// <summary>Share of solids among the objects, 0..1.</summary>
    public float SolidShare { get; init; } = 0.5f;

    /// <summary>Factor on the odds of the rarer nouns (those of weight below 2), 0 or more.</summary>
    public float RareWeight { get; init; } = 0.4f;

    /// <summary>
    /// Whether all solids and common nouns appear equally often, whatever <see cref="SolidShare"/> and their weights say, as in
    /// evaluation prompts; a judge must know them all alike.
    /// </summary>
    public bool EvenNouns { get; init; }

    /// <summary>Share of the cut-outs that are asked for in a colour where they can be painted, 0..1.</summary>
    public float PaintShare { get; init; } = 0.4f;

    /// <summary>Which pairs of class and colour may appear; for held-out pairs. A null colour is a cut-out without a colour word.</summary>
    public Func<ObjectClass, NamedColour?, bool>? Allows { get; init; }
}
