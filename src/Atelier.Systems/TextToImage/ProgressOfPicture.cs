using Atelier.Imaging;
using Atelier.Systems.Pipelines;

namespace Atelier.Systems.TextToImage;

/// <summary>Reports the steps of one picture of several.</summary>
internal sealed class ProgressOfPicture(IProgress<PipelineProgress>? progress, int picture, int pictures)
{
    public void Step(int done, int steps, Picture? preview) => progress?.Report(new("denoise", picture, pictures, done, steps, preview));
}
