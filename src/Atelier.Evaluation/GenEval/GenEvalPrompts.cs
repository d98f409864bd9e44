using Atelier.Diorama.Materials;
using Atelier.Diorama.Scenes;

namespace Atelier.Evaluation.GenEval;

/// <summary>Draws prompts of the six kinds over the nouns and colours of the synthetic world.</summary>
/// <remarks>Wording as in GenEval: "a photo of ...". At least half of the coloured objects are pairs that training never sees.</remarks>
public static class GenEvalPrompts
{
    /// <summary>Prompts of each kind in the usual set: 324 in all.</summary>
    public const int UsualPerCategory = 54;

    private const ulong UsualSeed = 43;
    private const float CommonWeight = 2;
    private const int MostTries = 10_000;

    /// <summary>Nouns that prompts are made of: all solids and the common cut-outs.</summary>
    public static IReadOnlyList<ObjectClass> Nouns { get; } = [.. Vocabulary.Classes.Where(c => c.IsSolid || c.Weight >= CommonWeight)];

    /// <summary>GenEval's ten colours.</summary>
    public static IReadOnlyList<NamedColour> Colors { get; } = [.. Enum.GetValues<NamedColour>().Where(c => c != NamedColour.Gray)];

    /// <summary>A set of different prompts, kind by kind.</summary>
    /// <param name="perCategory">Prompts of each kind, at least 1.</param>
    /// <param name="seed">The same seed gives the same set.</param>
    public static IReadOnlyList<GenEvalPrompt> Create(int perCategory = UsualPerCategory, ulong seed = UsualSeed)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(perCategory, 1);
        var random = new Random(unchecked((int)seed));
        // A small set is a part of the usual one, so that a quick look asks the same.
        var drawn = Math.Max(perCategory, UsualPerCategory);
        return [.. Enum.GetValues<GenEvalCategory>().SelectMany(category => Draw(category, drawn, random).Take(perCategory))];
    }

    /// <summary>The scene that a prompt asks for.</summary>
    public static SceneRequest SceneOf(GenEvalPrompt prompt)
    {
        var items = prompt.Include.Select(c => new RequestedItem(
            Vocabulary.Get(c.Class), c.Count, c.Color is { } color ? Enum.Parse<NamedColour>(color, ignoreCase: true) : null));
        if (prompt.Category != GenEvalCategory.Position)
            return new() { Items = [.. items] };
        // The clause of the reference stands first in the prompt's list, the subject first in the scene's.
        return new() { Items = [.. items.Reverse()], Relation = Scene(prompt.Include[1].Relation!.Value) };
    }

    private static List<GenEvalPrompt> Draw(GenEvalCategory category, int count, Random random)
    {
        var (prompts, seen) = (new List<GenEvalPrompt>(), new HashSet<string>());
        for (var tries = 0; prompts.Count < count; tries++)
        {
            if (tries == MostTries)
                throw new ArgumentOutOfRangeException(nameof(count), count, $"The world has no {count} different prompts of {category}.");
            var prompt = One(category, prompts.Count, random);
            if (seen.Add(prompt.Text))
                prompts.Add(prompt);
        }

        return prompts;
    }

    private static GenEvalPrompt One(GenEvalCategory category, int index, Random random)
    {
        var (first, second) = Two(random);
        switch (category)
        {
            case GenEvalCategory.SingleObject:
                return new(category, $"a photo of {Article(first.Name)}", [new(first.Name)], []);
            case GenEvalCategory.TwoObject:
                return new(category, $"a photo of {Article(first.Name)} and {Article(second.Name)}", [new(first.Name), new(second.Name)], []);
            case GenEvalCategory.Counting:
                var count = 2 + (index % 3);
                return new(category, $"a photo of {Word(count)} {first.Plural}", [new(first.Name, count)], [new(first.Name, count + 1)]);
            case GenEvalCategory.Colors:
                first = Colourable(first);
                var color = ColorOf(first, index, random);
                return new(category, $"a photo of {Article($"{color} {first.Name}")}", [new(first.Name, 1, color)], []);
            case GenEvalCategory.Position:
                var relation = (GenEvalRelation)(index % 4);
                if (relation is GenEvalRelation.Above or GenEvalRelation.Below)
                    (first, second) = Stacked(relation, random);
                var text = $"a photo of {Article(first.Name)} {Words(relation)} {Article(second.Name)}";
                return new(category, text, [new(second.Name), new(first.Name, Relation: relation, Reference: 0)], []);
            default:
                first = Colourable(first);
                second = Colourable(second, first);
                var (one, other) = (ColorOf(first, index, random), ColorOf(second, index + 1, random));
                // Two nouns that exist in the same single colour are drawn anew.
                while (other == one)
                {
                    (first, second) = Two(random);
                    first = Colourable(first);
                    second = Colourable(second, first);
                    (one, other) = (ColorOf(first, index, random), ColorOf(second, index + 1, random));
                }

                var both = $"a photo of {Article($"{one} {first.Name}")} and {Article($"{other} {second.Name}")}";
                return new(category, both, [new(first.Name, 1, one), new(second.Name, 1, other)], []);
        }
    }

    private static (ObjectClass First, ObjectClass Second) Two(Random random)
    {
        var first = Pick(Nouns, random);
        ObjectClass second;
        do
            second = Pick(Nouns, random);
        while (second == first);
        return (first, second);
    }

    // In this world a thing is above another by standing on it.
    private static (ObjectClass Subject, ObjectClass Reference) Stacked(GenEvalRelation relation, Random random)
    {
        var carrier = Pick([.. Nouns.Where(n => n.CanSupport)], random);
        ObjectClass other;
        do
            other = Pick(Nouns, random);
        while (other == carrier);
        return relation == GenEvalRelation.Above ? (other, carrier) : (carrier, other);
    }

    // A noun that exists in its own colours only gives way to the next one of the list.
    private static ObjectClass Colourable(ObjectClass item, ObjectClass? besides = null)
    {
        var start = Nouns.ToList().IndexOf(item);
        return Enumerable.Range(start, Nouns.Count).Select(i => Nouns[i % Nouns.Count]).First(n => n != besides && Colors.Any(c => Vocabulary.CanBe(n, c)));
    }

    // Every other prompt takes a pair that training never sees, where the noun has one.
    private static string ColorOf(ObjectClass item, int index, Random random)
    {
        var possible = Colors.Where(c => Vocabulary.CanBe(item, c)).ToArray();
        var held = possible.Where(c => HeldOutPairs.Contains(item, c)).ToArray();
        return Palette.Name(index % 2 == 0 && held.Length > 0 ? Pick(held, random) : Pick(possible, random));
    }

    private static T Pick<T>(IReadOnlyList<T> items, Random random) => items[random.Next(items.Count)];

    private static string Article(string phrase) => ("aeiou".Contains(phrase[0], StringComparison.OrdinalIgnoreCase) ? "an " : "a ") + phrase;

    private static string Word(int count) => count switch { 2 => "two", 3 => "three", _ => "four" };

    private static string Words(GenEvalRelation relation) => relation switch
    {
        GenEvalRelation.LeftOf => "left of",
        GenEvalRelation.RightOf => "right of",
        GenEvalRelation.Above => "above",
        _ => "below",
    };

    private static Relation Scene(GenEvalRelation relation) => relation switch
    {
        GenEvalRelation.LeftOf => Relation.LeftOf,
        GenEvalRelation.RightOf => Relation.RightOf,
        GenEvalRelation.Above => Relation.OnTopOf,
        _ => Relation.Below,
    };
}
