using Atelier.Cli.Shell;
using Atelier.Evaluation.GenEval;
using Atelier.Systems.Pipelines;
using Atelier.Torch.Weights;

namespace Atelier.Cli.Judging;

/// <summary>Opens the detector that judges pictures.</summary>
internal static class SceneJudgeFinder
{
    /// <summary>The shipped one.</summary>
    public const string Default = "scene-detector";

    /// <summary>Opens a detector by name or folder.</summary>
    /// <exception cref="UsageException">It cannot judge.</exception>
    public static SceneJudge Open(string name)
    {
        var folder = ModelCatalog.Find(name);
        try
        {
            return SceneJudge.Open(folder);
        }
        catch (Exception e) when (e is FileNotFoundException or WeightException)
        {
            throw new UsageException($"'{name}' is no detector that can judge: {e.Message}");
        }
    }
}
