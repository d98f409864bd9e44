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
        var objects = document.Objects;
        var best = Enumerable.Range(0, objects.Count).MaxBy(i => objects[i].Visible * (objects[i].Box[2] - objects[i].Box[0]) * (objects[i].Box[3] - objects[i].Box[1]));
        var subject = scene.Objects[best];
        var item = new RequestedItem(subject.Class, 1, subject.Colour, subject.Class.IsSolid ? subject.Material : null);
        var elsewhere = SceneGenerator.ForRequest(new() { Items = [item] }, scene.Seed + Shift * (variant + 1));
        var place = elsewhere.Objects[0];
        var moved = subject with { Position = place.Position, Yaw = place.Yaw, Height = place.Height, Support = null };
        return elsewhere with { Objects = [moved] };
    }
}
