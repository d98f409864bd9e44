using System.Diagnostics;
using Atelier.Diffusion;
using Atelier.Diffusion.FlowMatching;
using Atelier.Imaging;
using Atelier.Models;
using Atelier.Models.Autoencoders;
using Atelier.Models.Flux;
using Atelier.Systems.Pipelines;
using Atelier.Systems.TextToImage.Flux;
using Atelier.Torch;

namespace Atelier.Systems.TextToImage;

/// <summary>Text to image with a FLUX transformer: noise becomes a latent along the flow, the decoder makes it a picture.</summary>
/// <remarks>One call at a time. (Black Forest Labs 2024, FLUX.1; guidance: Ho and Salimans 2022, arXiv 2207.12598.)</remarks>
public sealed class FluxPipeline : IDisposable
{
    private readonly FluxTransformer _transformer;
    private readonly AutoencoderKL _autoencoder;
    private readonly IFluxPromptEncoder _encoder;
    private readonly FluxPainter _painter;
    private readonly Device _device;

    internal FluxPipeline(
        string name,
        FluxTransformer transformer,
        AutoencoderKL autoencoder,
        IFluxPromptEncoder encoder,
        FlowMatchOptions flow,
        TextToImageDefaults defaults,
        Device device)
    {
        (Name, _transformer, _autoencoder, _encoder) = (name, transformer, autoencoder, encoder);
        (Defaults, _device, _painter) = (defaults, device, new(transformer, autoencoder, flow, device));
    }

    /// <summary>Name of the model.</summary>
    public string Name { get; }

    /// <summary>What the model does where a request does not say.</summary>
    public TextToImageDefaults Defaults { get; }

    /// <summary>Paints the pictures of a request, one after the other, so that each equals the single picture of its seed.</summary>
    /// <param name="request">What is to be painted.</param>
    /// <param name="progress">Told after every step.</param>
    /// <param name="cancellation">Takes effect within one step.</param>
    /// <exception cref="RequestException">A value of the request is out of range.</exception>
    /// <exception cref="OperationCanceledException">Cancellation was asked.</exception>
    public IEnumerable<PaintedPicture> Run(
        TextToImageRequest request, IProgress<PipelineProgress>? progress = null, CancellationToken cancellation = default)
    {
        request.Validate(Defaults);
        return Paint(Complete(request), progress, cancellation);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _transformer.Dispose();
        _autoencoder.Dispose();
        _encoder.Dispose();
    }

    private IEnumerable<PaintedPicture> Paint(TextToImageRequest request, IProgress<PipelineProgress>? progress, CancellationToken cancellation)
    {
        FluxTask? task = null;
        for (var picture = 0; picture < request.Count; picture++)
        {
            var start = Stopwatch.GetTimestamp();
            cancellation.ThrowIfCancellationRequested();
            task ??= Prepare(request);
            var report = new ProgressOfPicture(progress, picture, request.Count);
            var painted = PaintOne(task, request, request.Seed + picture, report, cancellation);
            yield return new(
                painted,
                request.Seed + picture,
                Stopwatch.GetElapsedTime(start).TotalSeconds,
                request with { Seed = request.Seed + picture, Count = 1 },
                Name);
        }
    }

    // What all pictures of a request share; the tensors outlive the scope.
    private FluxTask Prepare(TextToImageRequest request)
    {
        using var scope = Tensor.Scope();
        using var noGrad = new NoGrad();

        // 1. Encode the prompt, and the negative one where guidance leads away from it.
        var guided = GuidesByDifference && request.Guidance != 1;
        var prompts = _encoder.Encode(guided ? [request.Prompt, request.NegativePrompt] : [request.Prompt]);
        return new()
        {
            Prompt = prompts[0].To(_device).Detached(),
            Negative = guided ? prompts[1].To(_device).Detached() : null,
            Width = request.Width!.Value,
            Height = request.Height!.Value,
            Steps = request.Steps!.Value,
            Guidance = request.Guidance!.Value,
            TrueGuidance = GuidesByDifference ? request.Guidance!.Value : 1,
        };
    }

    private Picture PaintOne(FluxTask task, TextToImageRequest request, long seed, ProgressOfPicture report, CancellationToken cancellation)
    {
        using var scope = Tensor.Scope();
        using var noGrad = new NoGrad();

        // 2. Draw the noise on the CPU, so that every machine draws the same, and follow the flow.
        using var generator = new Generator((ulong)seed);
        var latents = _painter.Paint(task, NoiseSource.From(generator), new() { Step = Report }, cancellation);

        // 3. Decode.
        cancellation.ThrowIfCancellationRequested();
        return Decode(latents, task);

        void Report(int done, int of, Tensor x, Tensor clean)
        {
            var wanted = request.PreviewEvery > 0 && done % request.PreviewEvery == 0 && done < of;
            report.Step(done, of, wanted ? Decode(clean, task) : null);
        }
    }

    private Picture Decode(Tensor tokens, FluxTask task)
    {
        using var scope = Tensor.Scope();
        return PictureTensors.ToPicture(_painter.Decode(tokens, task));
    }

    // A network without a guidance input is guided by the difference of two answers.
    private bool GuidesByDifference => !_transformer.Config.GuidanceEmbeds;

    private TextToImageRequest Complete(TextToImageRequest request) => request with
    {
        Steps = request.Steps ?? Defaults.Steps,
        Guidance = request.Guidance ?? Defaults.Guidance,
        Width = request.Width ?? Defaults.Width,
        Height = request.Height ?? Defaults.Height,
    };
}
