using System.Collections.Immutable;
using Atelier.Diorama.Materials;

namespace Atelier.Diorama.Scenes;

/// <summary>The usual mixture of scenes: what the six kinds of GenEval prompts ask for, each often enough to be learned.</summary>
internal static class SceneMixture
{
    private static readonly (SceneKind Kind, float Weight)[] Kinds =
    [
        (SceneKind.Single, 0.24f), (SceneKind.Beside, 0.26f), (SceneKind.OnTop, 0.11f), (SceneKind.InDepth, 0.08f), (SceneKind.Counting, 0.21f),
        (SceneKind.Group, 0.10f),
    ];

    private static readonly (int Count, float Weight)[] Counts = [(2, 0.36f), (3, 0.34f), (4, 0.3f)];

    /// <summary>The kind is drawn once per seed: were it drawn again after every failed try, easy kinds would crowd out the others.</summary>
    public static (SceneKind Kind, int Count) DrawKind(SeededRandom random) =>
        (random.Pick(Kinds, k => k.Weight).Kind, random.Pick(Counts, c => c.Weight).Count);

    public static SceneRequest Draw(SeededRandom random, ObjectFactory factory, SceneKind kind, int count) => kind switch
    {
        SceneKind.Single => Of(factory.Item(random)),
        SceneKind.Beside => Two(random, factory, random.Chance(0.5f) ? Relation.LeftOf : Relation.RightOf),
        SceneKind.InDepth => Two(random, factory, random.Chance(0.5f) ? Relation.InFrontOf : Relation.Behind),
        SceneKind.OnTop => OnTop(random, factory),
        SceneKind.Counting => Of(factory.Item(random, count)),
        _ => Group(random, factory),
    };

    private static SceneRequest Of(params ImmutableArray<RequestedItem> items) => new() { Items = items };

    private static SceneRequest Two(SeededRandom random, ObjectFactory factory, Relation relation)
    {
        var first = factory.Item(random);
        var second = Other(random, factory, first);
        return Of(first, second) with { Relation = relation };
    }

    private static SceneRequest OnTop(SeededRandom random, ObjectFactory factory)
    {
        var lower = factory.Item(random, suits: c => c.CanSupport);
        var upper = Other(random, factory, lower, c => c.Name is not ("table" or "chair"));
        return random.Chance(0.5f)
            ? Of(upper, lower) with { Relation = Relation.OnTopOf }
            : Of(lower, upper) with { Relation = Relation.Below };
    }

    private static SceneRequest Group(SeededRandom random, ObjectFactory factory)
    {
        var first = factory.Item(random);
        var second = Other(random, factory, first);
        var third = Other(random, factory, second);
        return random.Pick([0, 1, 2]) switch
        {
            0 => Of(first with { Count = 2 }, second),
            1 => Of(first, second, third),
            _ => Of(first with { Count = 2 }, second with { Count = 2 }),
        };
    }

    /// <summary>A second object: of another class, or of the same solid in another colour.</summary>
    private static RequestedItem Other(SeededRandom random, ObjectFactory factory, RequestedItem first, Func<ObjectClass, bool>? suits = null)
    {
        var sameClass = first.Class.IsSolid && (suits?.Invoke(first.Class) ?? true) && random.Chance(0.12f);
        return factory.Item(
            random, 1, c => (sameClass ? c == first.Class : c != first.Class) && (suits?.Invoke(c) ?? true),
            random.Chance(0.9f) || sameClass ? first.Colour : (NamedColour?)null);
    }
}
