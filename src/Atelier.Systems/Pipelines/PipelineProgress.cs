using Atelier.Imaging;

namespace Atelier.Systems.Pipelines;

/// <summary>How far a pipeline is; never goes back.</summary>
/// <param name="Stage">What it is doing, such as <c>denoise</c> or <c>decode</c>.</param>
/// <param name="Picture">Picture in work, from 0.</param>
/// <param name="Pictures">Pictures asked for.</param>
/// <param name="Step">Steps of this picture that are done.</param>
/// <param name="Steps">Steps of this picture in all.</param>
/// <param name="Preview">The picture as the model sees it now, where previews were asked for.</param>
public sealed record PipelineProgress(string Stage, int Picture, int Pictures, int Step, int Steps, Picture? Preview = null)
{
    /// <summary>Share of the whole work that is done, 0 to 1.</summary>
    public double Fraction => (Picture + ((double)Step / Math.Max(1, Steps))) / Pictures;
}
