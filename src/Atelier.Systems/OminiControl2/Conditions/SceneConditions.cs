using Atelier.Diorama.Datasets;
using Atelier.Diorama.Labels;
using Atelier.Diorama.Rendering;
using Atelier.Imaging;
using Atelier.Systems.OminiControl2.Adapters;
using Atelier.Torch;
using Atelier.Training.Runs;

namespace Atelier.Systems.OminiControl2.Conditions;

/// <summary>Exact conditions of the scenes of a dataset: what the renderer knows is made again from the seed.</summary>
/// <param name="manifest">How the scenes were drawn.</param>
public sealed class SceneConditions(DatasetManifest manifest)
{
    /// <summary>Changes whenever a scene's condition may change, so that no encoded one of before is taken.</summary>
    public const int Version = 1;

    private const double LeastBlur = 4;
    private const double MostBlur = 16;

    /// <summary>The condition of a scene for a task, as large as the picture.</summary>
    /// <param name="task">Which.</param>
    /// <param name="record">The scene.</param>
    /// <param name="picture">Its picture.</param>
    /// <param name="side">0, or 1 for the draws of the mirrored picture; the condition is of the plain one.</param>
    /// <param name="patch">Pixels of a token's side, for holes.</param>
    public Picture Of(ControlTask task, SceneRecord record, Picture picture, int side, int patch)
    {
        using var random = new Generator(Seeds.Mix((ulong)record.Seed, (ulong)task, (ulong)side));
        switch (task)
        {
            case ControlTask.Edges or ControlTask.Colourise:
                return PictureConditions.Of(task, picture);
            case ControlTask.Deblur:
                using (Tensor.Scope())
                    return PictureConditions.Of(task, picture, LeastBlur + ((MostBlur - LeastBlur) * Tensor.Rand([1], random).Item()));
            case ControlTask.Inpaint or ControlTask.Outpaint:
                return PictureConditions.WithHole(picture, Holes.ToMask(Hole(task, record.Seed, side, picture, patch), patch));
        }

        var document = SceneDocument.FromJson(record.Document);
        var scene = DatasetScenes.Again(manifest, document);
        if (task == ControlTask.Subject)
            return Renderer.Render(SubjectScene.Of(scene, document, side), new() { Width = picture.Width, Height = picture.Height, Samples = manifest.Samples }).ToPicture();
        var labels = SceneLabels.Of(scene, picture.Width, picture.Height);
        return task switch
        {
            ControlTask.Depth => DepthPicture.Encode(labels.Depth, labels.Width, labels.Height),
            ControlTask.Geometry => GeometricEdges.Of<byte>(labels.Instances, labels.Depth, labels.Width, labels.Height),
            _ => SegmentationPicture.Encode(
                SegmentationPicture.Classes(labels.Instances, [.. document.Objects.Select(o => o.Class)]), labels.Width, labels.Height),
        };
    }

    /// <summary>The unknown tokens of a scene for in- or outpainting; the same at every call.</summary>
    public static bool[,] Hole(ControlTask task, long seed, int side, Picture picture, int patch)
    {
        using var random = new Generator(Seeds.Mix((ulong)seed, (ulong)task, (ulong)side));
        return Holes.Draw(picture.Height / patch, picture.Width / patch, task == ControlTask.Outpaint, random);
    }
}
