using Atelier.Diorama.Scenes;

namespace Atelier.Diorama.Datasets;

/// <summary>The words of a manifest about what its scenes were drawn from, since predicates cannot be written down.</summary>
public static class DatasetNote
{
    private const string WithoutHeldOutPairs = "without held-out pairs of class and colour";
    private const string EvenNouns = "nouns equally often, more of them painted";
    private const float MorePainted = 0.65f;

    /// <summary>The words for a choice; null for the usual mixture with all pairs.</summary>
    /// <param name="withHeldOut">Also the pairs of class and colour that training shall not see.</param>
    /// <param name="even">All common nouns equally often, and more of them in a colour that is asked for.</param>
    public static string? Of(bool withHeldOut, bool even)
    {
        string[] words = [.. withHeldOut ? Array.Empty<string>() : [WithoutHeldOutPairs], .. even ? new[] { EvenNouns } : []];
        return words.Length == 0 ? null : string.Join("; ", words);
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
            RareWeight = even ? 0 : usual.RareWeight,
            PaintShare = even ? MorePainted : usual.PaintShare,
        };
    }
}
