using Atelier.Cli.Shell;
using Atelier.Evaluation.Scenes;
using Atelier.Imaging;
using Atelier.Systems.OminiControl2;
using Atelier.Systems.OminiControl2.Adapters;
using Atelier.Systems.OminiControl2.Conditions;
using Atelier.Systems.Pipelines;
using Atelier.Torch.Weights;

namespace Atelier.Cli.Control;

/// <summary>Makes conditions of ordinary pictures.</summary>
internal sealed class ConditionDetectors : IDisposable
{
    private const string ReaderModel = "scene-reader";
    private const int MaxReading = 256;
    private readonly SceneReaderJudge? _reader;
    private readonly ConditionDetector _detector;

    /// <summary>Opens what the kinds need that are to be found.</summary>
    /// <exception cref="UsageException">The scene reader is not there.</exception>
    public ConditionDetectors(IReadOnlyList<ControlTask> kinds)
    {
        _reader = kinds.Any(ConditionDetector.NeedsReader) ? Open() : null;
        _detector = new(_reader);
    }

    /// <summary>Kinds that can be found in an ordinary picture.</summary>
    public static IEnumerable<string> Names => Enum.GetValues<ControlTask>().Where(Detects).Select(t => t.Name());

    public static bool Detects(ControlTask task) => ConditionDetector.Finds(task);

    /// <summary>A condition as its adapter takes it: found in the picture where that is asked, and without transparent pixels.</summary>
    /// <param name="condition">With the picture of its file.</param>
    /// <param name="detects">Whether it is to be found.</param>
    /// <param name="width">Columns of the result: conditions are found at its size, as in training.</param>
    /// <param name="height">Rows of the result.</param>
    public ControlCondition Made(ControlCondition condition, bool detects, int width, int height)
    {
        var (task, original) = (condition.Task, condition.Picture);
        if (task.IsPartial())
            return condition;
        var picture = original.OnGround(PictureConditions.AreMaps(task) && !detects ? (byte)0 : (byte)255);
        if (detects)
            picture = _detector.Find(task, ForReading(task, picture.Covering(width, height)));
        else if (task == ControlTask.Colourise)
            picture = PictureConditions.Of(task, picture);
        return condition with { Picture = picture, Original = original, Detected = detects };
    }

    // The reader knows pictures of 128 x 128: at many times that it sees walls where there are none, and takes gigabytes.
    private static Picture ForReading(ControlTask task, Picture picture)
    {
        var factor = (double)MaxReading / Math.Max(picture.Width, picture.Height);
        return ConditionDetector.NeedsReader(task) && factor < 1
            ? picture.Resize(Math.Max(1, (int)(picture.Width * factor)), Math.Max(1, (int)(picture.Height * factor)), ResizeFilter.Bicubic)
            : picture;
    }

    public void Dispose() => _reader?.Dispose();

    private static SceneReaderJudge Open()
    {
        try
        {
            return SceneReaderJudge.Open(ModelCatalog.Find(ReaderModel));
        }
        catch (Exception fault) when (fault is FileNotFoundException or WeightException)
        {
            throw new UsageException($"The scene reader is not trained yet: atelier train models/{ReaderModel}/training/reader.json, then atelier export. ({fault.Message})");
        }
    }
}
