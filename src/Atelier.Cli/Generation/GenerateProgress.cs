using System.Globalization;
using Atelier.Cli.Shell;
using Atelier.Imaging;
using Atelier.Systems.Pipelines;

namespace Atelier.Cli.Generation;

/// <summary>Shows how far the pictures are and stores previews.</summary>
internal sealed class GenerateProgress(StatusLine status, GenerateJob job) : IProgress<PipelineProgress>
{
    public void Report(PipelineProgress value)
    {
        var picture = value.Pictures > 1 ? $"picture {value.Picture + 1}/{value.Pictures}, " : "";
        status.Show($"{picture}step {value.Step}/{value.Steps}", value.Fraction);
        if (value.Preview is not { } preview || job.Preview is not { } folder)
            return;
        var seed = (job.Request.Seed + value.Picture).ToString(CultureInfo.InvariantCulture);
        PictureFile.Save(preview, Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"preview-{seed}-{value.Step:D3}.png")));
    }
}
