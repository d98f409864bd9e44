using System.Text.Json;
using Atelier.Diorama.Captions;
using Atelier.Diorama.Labels;
using Atelier.Diorama.Materials;
using Atelier.Diorama.Scenes;

namespace Atelier.Diorama.Datasets;

/// <summary>Everything a dataset says in words and numbers about a picture.</summary>
/// <param name="Seed">The scene's seed.</param>
/// <param name="Captions">Several wordings, short and dense.</param>
/// <param name="Objects">In the scene's order; label layers count them from 1.</param>
/// <param name="Relations">The clear relations of pairs of objects, each said once from either side.</param>
/// <param name="Ground">The ground's name.</param>
/// <param name="Backdrop">The backdrop's name.</param>
/// <param name="Light">The light's name.</param>
public sealed record SceneDocument(
    long Seed, IReadOnlyList<Caption> Captions, IReadOnlyList<DocumentObject> Objects, IReadOnlyList<DocumentRelation> Relations,
    string Ground, string Backdrop, string Light)
{
    /// <summary>Writes down a scene.</summary>
    public static SceneDocument Of(Scene scene, SceneLabels labels)
    {
        ArgumentNullException.ThrowIfNull(scene);
        ArgumentNullException.ThrowIfNull(labels);
        var objects = scene.Objects.Select((item, k) => Describe(item, labels, k)).ToArray();
        var relations = from a in Enumerable.Range(0, objects.Length)
                        from b in Enumerable.Range(0, objects.Length)
                        where a != b
                        from relation in Enum.GetValues<Relation>()
                        where ImageRelations.Holds(relation, scene, labels, a, b)
                        select new DocumentRelation(a, relation, b);
        return new SceneDocument(
            scene.Seed, Captioner.Describe(scene, labels, scene.Seed), objects, [.. relations], scene.Ground.Name, scene.Backdrop.Name, scene.Light.Name);
    }

    /// <summary>As UTF-8 JSON.</summary>
    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, DocumentJson.Default.SceneDocument);

    /// <summary>From UTF-8 JSON.</summary>
    /// <exception cref="InvalidDataException">It is not such a document.</exception>
    public static SceneDocument FromJson(ReadOnlySpan<byte> json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, DocumentJson.Default.SceneDocument) ?? throw new InvalidDataException("The scene document is null.");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"The scene document cannot be read: {e.Message}", e);
        }
    }

    private static DocumentObject Describe(SceneObject item, SceneLabels labels, int k)
    {
        var label = labels.Objects[k];
        return new DocumentObject(
            item.Class.Name, item.Colour is { } c ? Palette.Name(c) : null, item.Material.ToString().ToLowerInvariant(),
            [label.Left, label.Top, label.Right, label.Bottom], MathF.Round(label.VisibleFraction, 3),
            [MathF.Round(label.CentreX, 2), MathF.Round(label.CentreY, 2)], MathF.Round(label.Depth, 3),
            [item.Position.X, item.Position.Y, item.Position.Z], item.Height, item.Support);
    }
}
