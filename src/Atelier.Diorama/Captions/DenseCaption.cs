using System.Numerics;
using Atelier.Diorama.Scenes;

namespace Atelier.Diorama.Captions;

/// <summary>Whole sentences: objects, where each is in the picture and to the others, ground, backdrop, light.</summary>
internal static class DenseCaption
{
    public static string Write(CaptionFacts facts, SeededRandom random, SubjectWriter subject)
    {
        var phrases = subject.Phrases(0.8f);
        var sentences = new List<string> { Opening(facts, random, subject, phrases) };
        if (phrases.Count > 2 && phrases.All(p => p.Count == 1) && phrases.Select(p => p.Class).Distinct().Count() == phrases.Count)
            sentences.AddRange(Relations(subject, phrases));
        if (random.Chance(0.85f))
            sentences.Add(Light(facts.Scene, random));
        return string.Join(" ", sentences.Select(s => char.ToUpperInvariant(s[0]) + s[1..] + "."));
    }

    private static string Opening(CaptionFacts facts, SeededRandom random, SubjectWriter subject, IReadOnlyList<NounPhrase> phrases)
    {
        var ground = random.Pick(facts.Scene.Ground.Phrases);
        if (facts.Scene.Backdrop.Phrases.Count > 0)
            ground += " " + random.Pick(facts.Scene.Backdrop.Phrases);
        if (phrases is [{ Count: 1 } only])
        {
            var side = random.Chance(0.6f) ? Side(facts, only.Members[0]) : "";
            return $"{only.Indefinite} stands{side} {ground}";
        }

        if (phrases is [{ Count: 1 } a, { Count: 1 } b])
        {
            var (first, second) = random.Chance(0.5f) ? (a, b) : (b, a);
            if (subject.RelationOf(first, second) is { } relation)
                return $"{first.Indefinite} is {relation} {second.Indefinite} {ground}";
        }

        return $"{SubjectWriter.Join([.. phrases.Select(p => p.Indefinite)])} stand {ground}";
    }

    private static IEnumerable<string> Relations(SubjectWriter subject, IReadOnlyList<NounPhrase> phrases)
    {
        for (var i = 0; i + 1 < phrases.Count; i++)
        {
            if (subject.RelationOf(phrases[i], phrases[i + 1]) is { } relation)
                yield return $"{phrases[i].Definite} is {relation} {phrases[i + 1].Definite}";
        }
    }

    private static string Side(CaptionFacts facts, int k)
    {
        var label = facts.Labels.Objects[k];
        return ((label.Left + label.Right) * 0.5f / facts.Labels.Width) switch
        {
            < 0.4f => " on the left side",
            > 0.6f => " on the right side",
            > 0.46f and < 0.54f => " in the middle",
            _ => "",
        };
    }

    private static string Light(Scene scene, SeededRandom random)
    {
        var toward = scene.Light.Sun != Vector3.Zero && scene.Light.SunAngle < 0.1f ? scene.Light.SunDirection
            : scene.Light.Lamps.Length == 1 ? Vector3.Normalize(scene.Light.Lamps[0].Position)
            : Vector3.UnitY;
        var side = toward.X switch { > 0.35f => ", with light from the right", < -0.35f => ", with light from the left", _ => "" };
        return $"the picture is taken {random.Pick(scene.Light.Phrases)}{(random.Chance(0.5f) ? side : "")}";
    }
}
