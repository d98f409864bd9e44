using Atelier.Diorama.Datasets;
using Atelier.Diorama.Scenes;

namespace Atelier.Systems.OminiControl2.Conditions;

/// <summary>A scene that shows one object of another scene alone, in another place and from another side.</summary>
public static class SubjectScene
{
    // Keeps these seeds apart from those of datasets.
    private const long Shift = 1L << 40;

    /// <summary>Makes the scene of the object that is seen best.</summary>
    /// <param name="scene">The scene that the object is in.</param>
    /// <param name="document">What is seen of it.</param>
    /// <param name="variant">Another number is another place.</param>
    public static Scene Of(Scene scene, SceneDocument document, int variant)
    {
        var subject = scene.Objects[BestSeen(document)];
        var item = new RequestedItem(subject.Class, 1, subject.Colour, subject.Class.IsSolid ? subject.Material : null);
        var elsewhere = SceneGenerator.ForRequest(new() { Items = [item] }, scene.Seed + Shift * (variant + 1));
        var place = elsewhere.Objects[0];
        var moved = subject with { Position = place.Position, Yaw = place.Yaw, Height = place.Height, Support = null };
        return elsewhere with { Objects = [moved] };
    }

    /// <summary>Index of the object that is seen best: the largest one, what is hidden of it left out.</summary>
    public static int BestSeen(SceneDocument document) => Enumerable.Range(0, document.Objects.Count).MaxBy(i =>
    {
        var (box, visible) = (document.Objects[i].Box, document.Objects[i].Visible);
        return visible * (box[2] - box[0]) * (box[3] - box[1]);
    });
}
