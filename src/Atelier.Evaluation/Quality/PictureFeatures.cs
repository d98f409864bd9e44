using Atelier.Imaging;
using Atelier.Models;
using Atelier.Models.Detection;
using Atelier.Torch;
using Atelier.Torch.Weights;

namespace Atelier.Evaluation.Quality;

/// <summary>Features of pictures by a detector that was trained on the synthetic world: what public metrics take an Inception network for.</summary>
/// <param name="detector">Freed with this.</param>
public sealed class PictureFeatures(SceneDetector detector) : IDisposable
{
    /// <summary>Opens a folder with <c>config.json</c> and weights.</summary>
    /// <exception cref="WeightException">The weights do not fit the config.</exception>
    public static PictureFeatures Open(string folder) => new(SceneDetector.Open(folder));

    /// <summary>One row. Sides of the picture are multiples of 32. [1, C]</summary>
    public Tensor Of(Picture picture)
    {
        using var scope = Tensor.Scope();
        using var noGrad = new NoGrad();
        return scope.Keep(detector.Features(PictureTensors.ToTensor(picture)));
    }

    /// <inheritdoc/>
    public void Dispose() => detector.Dispose();
}
