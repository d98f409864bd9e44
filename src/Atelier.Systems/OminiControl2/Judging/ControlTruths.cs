using Atelier.Diorama.Captions;
using Atelier.Diorama.Captions.Wording;
using Atelier.Diorama.Datasets;
using Atelier.Diorama.Labels;
using Atelier.Imaging;
using Atelier.Systems.OminiControl2.Adapters;
using Atelier.Systems.OminiControl2.Conditions;
using Atelier.Training.Mini;

namespace Atelier.Systems.OminiControl2.Judging;

/// <summary>The held-out scenes of a dataset, with all that is known of them.</summary>
/// <param name="folder">The dataset; its first scenes are those that training leaves out.</param>
/// <param name="patch">Pixels of a token's side.</param>
public sealed class ControlTruths(string folder, int patch) : IDisposable
{
    // The prompt of scenes about which captions have nothing certain to say.
    private const string Anything = "a photo";

    private const float LeastSeen = 0.5f;

    private readonly DioramaScenes _scenes = new(folder);
    private readonly DatasetManifest _manifest = DatasetManifest.Read(folder);

    /// <summary>Scenes that there are.</summary>
    public long Count => _scenes.Count;

    /// <summary>Side of the pictures.</summary>
    public int Size => _scenes.Size;

    /// <summary>A scene under a task.</summary>
    public ControlTruth At(ControlTask task, long index)
    {
        var record = _scenes.Read(index);
        var picture = PictureFile.Load(record.Picture).ToRgb();
        var document = SceneDocument.FromJson(record.Document);
        var labels = SceneLabels.Of(DatasetScenes.Again(_manifest, document), picture.Width, picture.Height);
        var caption = document.Captions.FirstOrDefault(c => c.Style == CaptionStyle.Placed) ?? (document.Captions is [var first, ..] ? first : null);
        var subject = task == ControlTask.Subject ? document.Objects[SubjectScene.BestSeen(document)] : null;
        var named = caption?.Text ?? Anything;
        var prompt = subject is null ? named : UnnamedSubject.In(named, subject.Class);
        var unknown = task.IsPartial() ? Holes.ToMask(SceneConditions.Hole(task, record.Seed, 0, picture, patch), patch) : null;
        return new(
            task, prompt, picture, new SceneConditions(_manifest).Of(task, record, picture, 0, patch), unknown, labels.Depth,
            SegmentationPicture.Classes(labels.Instances, [.. document.Objects.Select(o => o.Class)]),
            [.. document.Objects.Where(o => o.Visible >= LeastSeen).Select(o => o.Class)],
            subject)
        {
            Named = named,
        };
    }

    /// <inheritdoc/>
    public void Dispose() => _scenes.Dispose();
}
