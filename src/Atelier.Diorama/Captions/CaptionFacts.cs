using Atelier.Diorama.Labels;
using Atelier.Diorama.Materials;
using Atelier.Diorama.Scenes;

namespace Atelier.Diorama.Captions;

/// <summary>What may truly be said about a picture: the objects seen well enough, and their clear relations.</summary>
internal sealed class CaptionFacts
{
    /// <summary>An object of which less is seen is not named.</summary>
    public const float LeastVisible = 0.4f;

    private const int LeastPixels = 20;

    private static readonly Relation[] Clearest =
        [Relation.OnTopOf, Relation.Below, Relation.InFrontOf, Relation.Behind, Relation.LeftOf, Relation.RightOf];

    public CaptionFacts(Scene scene, SceneLabels labels)
    {
        (Scene, Labels) = (scene, labels);
        Named = [.. Enumerable.Range(0, scene.Objects.Length).Where(k => IsNamed(labels.Objects[k]))];
    }

    public Scene Scene { get; }

    public SceneLabels Labels { get; }

    /// <summary>Indices of the objects that may be named.</summary>
    public IReadOnlyList<int> Named { get; }

    /// <summary>Whether a class is both named and half hidden, so that any count of it could be wrong.</summary>
    public bool IsUncertain => Enumerable.Range(0, Scene.Objects.Length).Any(k =>
        !Named.Contains(k) && Labels.Objects[k].VisiblePixels > 0 && Named.Any(n => Scene.Objects[n].Class == Scene.Objects[k].Class));

    /// <summary>The clearest relation of two objects, if any is clear.</summary>
    public Relation? RelationOf(int a, int b) =>
        Clearest.Cast<Relation?>().FirstOrDefault(r => ImageRelations.Holds(r!.Value, Scene, Labels, a, b));

    /// <summary>The named objects in groups of the same words.</summary>
    /// <param name="tellsColour">Whether an object's colour is told.</param>
    /// <param name="tellsMaterial">Whether an object's material is told.</param>
    public IReadOnlyList<NounPhrase> Phrases(Func<SceneObject, bool> tellsColour, Func<SceneObject, bool> tellsMaterial) =>
        [.. Named
            .GroupBy(k => Words(Scene.Objects[k], tellsColour, tellsMaterial))
            .Select(g => new NounPhrase(g.Key.Class, g.Count(), g.Key.Colour, g.Key.Material, [.. g]))];

    private static (ObjectClass Class, NamedColour? Colour, MaterialKind? Material) Words(
        SceneObject item, Func<SceneObject, bool> tellsColour, Func<SceneObject, bool> tellsMaterial) =>
        (item.Class, tellsColour(item) ? item.Colour : null, tellsMaterial(item) ? item.Material : null);

    private static bool IsNamed(ObjectLabel label) => label.VisibleFraction >= LeastVisible && label.VisiblePixels >= LeastPixels;
}
