using Atelier.Imaging;
using Atelier.Models;
using Atelier.Models.Detection;
using Atelier.Torch;
using Atelier.Torch.Weights;

namespace Atelier.Evaluation.GenEval;

/// <summary>Sees what objects a picture shows, by a detector that was trained on the synthetic world.</summary>
/// <param name="detector">Freed with this.</param>
public sealed class SceneJudge(SceneDetector detector) : IDisposable
{
    /// <summary>Opens a folder with <c>config.json</c> and weights.</summary>
    /// <exception cref="WeightException">The weights do not fit the config.</exception>
    public static SceneJudge Open(string folder) => new(SceneDetector.Open(folder));

    /// <summary>The objects of a picture whose sides are multiples of 32.</summary>
    public IReadOnlyList<DetectedObject> Look(Picture picture)
    {
        using var scope = Tensor.Scope();
        var config = detector.Config;
        return [.. SceneDetectionDecoder.Detect(detector, PictureTensors.ToTensor(picture))[0]
            .Select(d => new DetectedObject(config.Classes[d.Class], d.Score, d.Left, d.Top, d.Right, d.Bottom, config.Colors[d.Color]))];
    }

    /// <inheritdoc/>
    public void Dispose() => detector.Dispose();
}
