using Atelier.Systems.LightGen;
using Atelier.Systems.TextToImage;

namespace Atelier.Systems.Teachers;

/// <summary>Any text-to-image model by name, as a painter of captions.</summary>
public sealed class ModelPainter : IDisposable
{
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
                masked.Name, steps ?? masked.Defaults.Basics.Steps, guidance ?? masked.Defaults.Basics.Guidance,
                (caption, seed, stop) => masked.Run(new(Request(caption, seed)) { HeadSteps = headSteps }, null, stop).Single().Picture), masked.Defaults.Basics.Width);
        }

        var flux = FluxPipelineLoader.Open(nameOrPath);
        return new(flux, new(
            flux.Name, steps ?? flux.Defaults.Steps, guidance ?? flux.Defaults.Guidance,
            (caption, seed, stop) => flux.Run(Request(caption, seed), null, stop).Single().Picture), flux.Defaults.Width);

        TextToImageRequest Request(string caption, long seed) => new() { Prompt = caption, Seed = seed, Steps = steps, Guidance = guidance };
    }

    /// <inheritdoc/>
    public void Dispose() => _pipeline.Dispose();
}
