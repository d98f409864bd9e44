using Atelier.Diorama.Scenes;

namespace Atelier.Diorama.Datasets;

/// <summary>The words of a manifest about what its scenes were drawn from, since predicates cannot be written down.</summary>
public static class DatasetNote
{
    private const string WithoutHeldOutPairs = "without held-out pairs of class and colour";
    private const string EvenNouns = "nouns equally often, more of them painted";
    private const string RareNouns = "rarer nouns too";
    private const float MorePainted = 0.65f;
    private const float RareBesideEven = 0.2f;

    /// <summary>The words for a choice; null for the usual mixture with all pairs.</summary>
    /// <param name="withHeldOut">Also the pairs of class and colour that training shall not see.</param>
    /// <param name="even">All common nouns equally often, and more of them in a colour that is asked for.</param>
    /// <param name="withRare">With <paramref name="even"/>: rarer nouns now and then, as in the usual mixture, which always has them.</param>
    public static string? Of(bool withHeldOut, bool even, bool withRare = false)
    {
        var words = new List<string>();
        if (!withHeldOut)
            words.Add(WithoutHeldOutPairs);
        if (even)
            words.Add(EvenNouns);
        if (even && withRare)
            words.Add(RareNouns);
        return words.Count == 0 ? null : string.Join("; ", words);
    }

    /// <summary>What scenes are drawn under a note.</summary>
    public static SceneOptions Options(string? note)
    {
        var (usual, words) = (new SceneOptions(), note?.Split("; ") ?? []);
        var even = words.Contains(EvenNouns);
        return usual with
        {
            Allows = words.Contains(WithoutHeldOutPairs) ? HeldOutPairs.AllowsTraining : null,
            EvenNouns = even,
            RareWeight = !even ? usual.RareWeight : words.Contains(RareNouns) ? RareBesideEven : 0,
            PaintShare = even ? MorePainted : usual.PaintShare,
        };
    }
}
