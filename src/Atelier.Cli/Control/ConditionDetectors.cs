using Atelier.Cli.Shell;
using Atelier.Evaluation.Scenes;
using Atelier.Imaging;
using Atelier.Systems.OminiControl2.Adapters;
using Atelier.Systems.OminiControl2.Conditions;
using Atelier.Systems.Pipelines;
using Atelier.Torch.Weights;

namespace Atelier.Cli.Control;

/// <summary>Makes conditions of ordinary pictures for the kinds of <c>--detect</c>.</summary>
internal sealed class ConditionDetectors : IDisposable
{
    private const string ReaderModel = "scene-reader";
    private readonly IReadOnlyList<ControlTask> _kinds;
    private readonly SceneReaderJudge? _reader;
    private readonly ConditionDetector _detector;

    /// <summary>Opens what the kinds need.</summary>
    /// <exception cref="UsageException">The scene reader is not there.</exception>
    public ConditionDetectors(IReadOnlyList<ControlTask> kinds)
    {
        _kinds = kinds;
        _reader = kinds.Any(ConditionDetector.NeedsReader) ? Open() : null;
        _detector = new(_reader);
    }

    /// <summary>Kinds that can be found in an ordinary picture.</summary>
    public static IEnumerable<string> Names => Enum.GetValues<ControlTask>().Where(Detects).Select(t => t.Name());

    public static bool Detects(ControlTask task) => ConditionDetector.Finds(task);

    /// <summary>The condition, or the picture itself where its kind was not asked to be found.</summary>
    public Picture Detect(ControlTask task, Picture picture) => _kinds.Contains(task) ? _detector.Find(task, picture) : picture;

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
