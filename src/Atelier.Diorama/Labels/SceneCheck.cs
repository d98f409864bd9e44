using Atelier.Diorama.Scenes;

namespace Atelier.Diorama.Labels;

/// <summary>Judges from a small label picture whether a scene shows what it should.</summary>
internal static class SceneCheck
{
    private const int Size = 64;
    private const float LeastArea = 0.012f;

    public static bool Shows(Scene scene, SceneRequest request)
    {
        var labels = SceneLabels.Of(scene, Size, Size);
        var isDeep = request.Relation is Relation.InFrontOf or Relation.Behind;
        var least = isDeep ? 0.5f : request.Items.Any(i => i.Count > 1) ? 0.8f : 0.62f;
        foreach (var label in labels.Objects)
        {
            if (label.VisibleFraction < least || label.VisiblePixels < LeastArea * Size * Size)
                return false;
        }

        return request.Relation is not { } relation || ImageRelations.Holds(relation, scene, labels, 0, 1);
    }
}
