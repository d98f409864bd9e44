using Atelier.Diorama.Materials;
using Atelier.Diorama.Scenes;

namespace Atelier.Diorama.Captions;

/// <summary>Words for the objects of a picture and their relation.</summary>
internal sealed class SubjectWriter(CaptionFacts facts, SeededRandom random)
{
    private static readonly string[] Beside = ["next to", "beside", "and"];

    private static readonly Dictionary<Relation, string[]> RelationWords = new()
    {
        [Relation.LeftOf] = ["to the left of", "left of", "on the left of"],
        [Relation.RightOf] = ["to the right of", "right of", "on the right of"],
        [Relation.OnTopOf] = ["on top of", "on", "above"],
        [Relation.Below] = ["below", "under", "beneath"],
        [Relation.InFrontOf] = ["in front of"],
        [Relation.Behind] = ["behind"],
    };

    /// <summary>All named objects, with the relation of two single ones where it is clear and <paramref name="relates"/>.</summary>
    public string Write(bool relates, float tellsMaterial)
    {
        var phrases = Phrases(tellsMaterial);
        if (relates && phrases is [{ Count: 1 } a, { Count: 1 } b])
        {
            var (first, second) = random.Chance(0.5f) ? (a, b) : (b, a);
            return $"{first.Indefinite} {Joint(first, second)} {second.Indefinite}";
        }

        var words = phrases.Select(p => p.Indefinite).ToArray();
        random.Shuffle(words.AsSpan());
        return Join(words);
    }

    /// <summary>The objects in groups of the same words; how much is told differs from call to call.</summary>
    public IReadOnlyList<NounPhrase> Phrases(float tellsMaterial)
    {
        var tellsPaint = random.Chance(0.93f);
        var tellsNatural = random.Chance(0.55f);
        var material = random.Chance(tellsMaterial);
        return facts.Phrases(
            item => !IsMixed(item.Class) && (IsAmbiguous(item) || (item.Class.IsSolid || item.IsTinted ? tellsPaint : tellsNatural)),
            item => material && item.Material is MaterialKind.Metal or MaterialKind.Glass or MaterialKind.Glossy);
    }

    /// <summary>Words for the clear relation of two objects, or null.</summary>
    public string? RelationOf(NounPhrase a, NounPhrase b) =>
        facts.RelationOf(a.Members[0], b.Members[0]) is { } relation ? random.Pick(RelationWords[relation]) : null;

    public static string Join(IReadOnlyList<string> words) =>
        words.Count == 1 ? words[0] : $"{string.Join(", ", words.Take(words.Count - 1))} and {words[^1]}";

    private string Joint(NounPhrase a, NounPhrase b)
    {
        var relation = facts.RelationOf(a.Members[0], b.Members[0]);
        return relation switch
        {
            null => "and",
            Relation.LeftOf or Relation.RightOf when random.Chance(0.25f) => random.Pick(Beside),
            _ => random.Pick(RelationWords[relation.Value]),
        };
    }

    /// <summary>Where one of a class has no colour word, none of them gets one: "two camels".</summary>
    private bool IsMixed(ObjectClass item) =>
        facts.Named.Select(k => facts.Scene.Objects[k]).Any(other => other.Class == item && other.Colour is null);

    /// <summary>Two things of one class need their colours to be told apart.</summary>
    private bool IsAmbiguous(SceneObject item) =>
        facts.Named.Select(k => facts.Scene.Objects[k]).Any(other => other.Class == item.Class && other.Colour != item.Colour);
}
