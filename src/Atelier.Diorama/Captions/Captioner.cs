using Atelier.Diorama.Labels;
using Atelier.Diorama.Scenes;

namespace Atelier.Diorama.Captions;

/// <summary>Describes pictures in varied words, all of them true: objects as they are seen, relations as they look.</summary>
public static class Captioner
{
    /// <summary>Describes a scene.</summary>
    /// <param name="scene">The scene.</param>
    /// <param name="labels">Its labels, at the picture's size.</param>
    /// <param name="seed">Chooses the words.</param>
    /// <returns>One or two captions of each style; empty when no object is seen well enough to be named, or a count would be doubtful.</returns>
    public static IReadOnlyList<Caption> Describe(Scene scene, SceneLabels labels, long seed)
    {
        ArgumentNullException.ThrowIfNull(scene);
        ArgumentNullException.ThrowIfNull(labels);
        var facts = new CaptionFacts(scene, labels);
        if (facts.Named.Count == 0 || facts.IsUncertain)
            return [];
        var random = new SeededRandom((ulong)seed * 31 + 5);
        var subject = new SubjectWriter(facts, random);
        Caption[] captions =
        [
            new(CaptionStyle.Prompt, "a photo of " + subject.Write(relates: false, tellsMaterial: 0)),
            new(CaptionStyle.Prompt, "a photo of " + subject.Write(relates: true, tellsMaterial: 0)),
            new(CaptionStyle.Short, subject.Write(relates: true, tellsMaterial: 0.3f)),
            new(CaptionStyle.Short, subject.Write(relates: random.Chance(0.6f), tellsMaterial: 0.6f)),
            new(CaptionStyle.Placed, Placed(scene, random, subject, 0.85f)),
            new(CaptionStyle.Placed, Placed(scene, random, subject, 0.5f)),
            new(CaptionStyle.Dense, DenseCaption.Write(facts, random, subject)),
            new(CaptionStyle.Dense, DenseCaption.Write(facts, random, subject)),
        ];
        return [.. captions.DistinctBy(c => c.Text)];
    }

    private static string Placed(Scene scene, SeededRandom random, SubjectWriter subject, float tellsPlace)
    {
        var parts = new List<string> { subject.Write(relates: random.Chance(0.75f), tellsMaterial: 0.3f) };
        if (random.Chance(tellsPlace))
            parts.Add(random.Pick(scene.Ground.Phrases));
        if (scene.Backdrop.Phrases.Count > 0 && random.Chance(tellsPlace * 0.5f))
            parts.Add(random.Pick(scene.Backdrop.Phrases));
        if (parts.Count == 1 || random.Chance(0.6f))
            parts.Add(random.Pick(scene.Light.Phrases));
        return string.Join(" ", parts);
    }
}
