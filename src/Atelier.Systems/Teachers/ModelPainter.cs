using Atelier.Systems.LightGen;
using Atelier.Systems.TextToImage;

namespace Atelier.Systems.Teachers;

/// <summary>Any text-to-image model by name, as a painter of captions.</summary>
public sealed class ModelPainter : IDisposable
{
    // So many pictures of a masked model at once take little longer than one.
    private const int Together = 8;
    private readonly IDisposable _pipeline;

    private ModelPainter(IDisposable pipeline, CaptionPainter painter, int size) => (_pipeline, Painter, Size) = (pipeline, painter, size);

    /// <summary>Paints.</summary>
    public CaptionPainter Painter { get; }

    /// <summary>Columns of its usual pictures.</summary>
    public int Size { get; }

    /// <summary>Opens a model.</summary>
    /// <param name="nameOrPath">Name of a model, or a model folder.</param>
    /// <param name="steps">Of its sampler; the model's own if left out.</param>
    /// <param name="guidance">Strength; the model's own if left out.</param>
    /// <param name="headSteps">Diffusion steps of each token of a masked model; the model's own if left out.</param>
    /// <exception cref="Pipelines.RequestException">There is no such model.</exception>
    public static ModelPainter Open(string nameOrPath, int? steps = null, double? guidance = null, int? headSteps = null)
    {
        if (LightGenPipelineLoader.Knows(nameOrPath))
        {
            var masked = LightGenPipelineLoader.Open(nameOrPath);
            return new(masked, new(
                masked.Name, steps ?? masked.Defaults.Basics.Steps, guidance ?? masked.Defaults.Basics.Guidance, Together,
                (wanted, stop) => masked.Paint(wanted, new(Request(("any", 0))) { HeadSteps = headSteps }, stop)), masked.Defaults.Basics.Width);
        }

        var flux = FluxPipelineLoader.Open(nameOrPath);
        return new(flux, new(
            flux.Name, steps ?? flux.Defaults.Steps, guidance ?? flux.Defaults.Guidance, 1,
            (wanted, stop) => [.. wanted.Select(w => flux.Run(Request(w), null, stop).Single().Picture)]), flux.Defaults.Width);

        TextToImageRequest Request((string Caption, long Seed) wanted) => new() { Prompt = wanted.Caption, Seed = wanted.Seed, Steps = steps, Guidance = guidance };
    }

    /// <inheritdoc/>
    public void Dispose() => _pipeline.Dispose();
}
