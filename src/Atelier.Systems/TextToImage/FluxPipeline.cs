using System.Diagnostics;
using Atelier.Diffusion.FlowMatching;
using Atelier.Imaging;
using Atelier.Models;
using Atelier.Models.Adapters;
using Atelier.Models.Autoencoders;
using Atelier.Models.Flux;
using Atelier.Systems.Pipelines;
using Atelier.Systems.TextToImage.Flux;
using Atelier.Torch;

namespace Atelier.Systems.TextToImage;

/// <summary>Pictures by a FLUX transformer: from text, over a picture, within a mask, by a control picture, from references.</summary>
/// <remarks>One call at a time. (Black Forest Labs 2024, FLUX.1 and its tools; 2025, arXiv 2506.15742, Kontext.)</remarks>
public sealed class FluxPipeline : IDisposable
{
    private readonly FluxAdapters _adapted;
    private readonly AutoencoderKL _autoencoder;
    private readonly IFluxPromptEncoder _encoder;
    private readonly FluxRedux? _redux;
    private readonly IReadOnlyDictionary<string, FluxControlTower> _towers;
    private readonly FluxPainter _painter;
    private readonly FluxRequests _requests;
    private readonly Device _device;

    internal FluxPipeline(
        string name,
        FluxAdapters adapted,
        AutoencoderKL autoencoder,
        IFluxPromptEncoder encoder,
        FluxRedux? redux,
        FlowMatchOptions flow,
        TextToImageDefaults defaults,
        IReadOnlyDictionary<string, FluxControlTower> towers,
        Device device)
    {
        (Name, _adapted, _autoencoder, _encoder, _redux, _device) = (name, adapted, autoencoder, encoder, redux, device);
        Flow = flow;
        _painter = new(adapted.Network, autoencoder, flow, device, adapted.Stack);
        _requests = new(_painter.Form, adapted.Network.Config, defaults, redux is not null, [.. towers.Keys]);
        _towers = towers;
    }

    /// <summary>Name of the model.</summary>
    public string Name { get; }

    /// <summary>True where products with the transformer's quantised weights are in int8 (<see cref="ProductPrecision.QuantisedInt8"/>).</summary>
    public bool MultipliesInt8 => _adapted.Network.Parameters().Any(p => p.Parameter.Packed is IPackedLinear { RoundsOperand: true });

    /// <summary>What the model does where a request does not say.</summary>
    public TextToImageDefaults Defaults => _requests.Defaults;

    internal AdapterStack? Adapters => _adapted.Stack;

    internal FluxTransformer Transformer => _adapted.Network;

    internal AutoencoderKL Autoencoder => _autoencoder;

    internal IFluxPromptEncoder Encoder => _encoder;

    internal FlowMatchOptions Flow { get; }

    internal Device Device => _device;

    /// <summary>Paints the pictures of a text, one after the other, so that each equals the single picture of its seed.</summary>
    /// <param name="request">What is to be painted.</param>
    /// <param name="progress">Told after every step.</param>
    /// <param name="cancellation">Takes effect within one step.</param>
    /// <exception cref="RequestException">A value of the request is out of range.</exception>
    /// <exception cref="OperationCanceledException">Cancellation was asked.</exception>
    public IEnumerable<PaintedPicture> Run(
        TextToImageRequest request, IProgress<PipelineProgress>? progress = null, CancellationToken cancellation = default) =>
        Run(new FluxRequest(request), progress, cancellation);

    /// <summary>Paints the pictures of a request, one after the other, so that each equals the single picture of its seed.</summary>
    /// <param name="request">What is to be painted.</param>
    /// <param name="progress">Told after every step.</param>
    /// <param name="cancellation">Takes effect within one step.</param>
    /// <exception cref="RequestException">A value is out of range, or the model cannot do what is asked.</exception>
    /// <exception cref="OperationCanceledException">Cancellation was asked.</exception>
    public IEnumerable<PaintedPicture> Run(
        FluxRequest request, IProgress<PipelineProgress>? progress = null, CancellationToken cancellation = default)
    {
        Validate(request);
        return Paint(Complete(request), progress, cancellation);
    }

    /// <summary>Checks a request against the model, before any work is done.</summary>
    /// <exception cref="RequestException">A value is out of range, or the model cannot do what is asked.</exception>
    public void Validate(FluxRequest request) => _requests.Check(request);

    /// <inheritdoc/>
    public void Dispose()
    {
        _adapted.Network.Dispose();
        _autoencoder.Dispose();
        _encoder.Dispose();
        foreach (var tower in _towers.Values)
            tower.Dispose();
    }

    private IEnumerable<PaintedPicture> Paint(FluxRequest request, IProgress<PipelineProgress>? progress, CancellationToken cancellation)
    {
        var basics = request.Basics;
        using var previews = new FluxPreviews(_autoencoder, _painter);
        // Encoding the prompt belongs to the time of the first picture.
        var start = Stopwatch.GetTimestamp();
        cancellation.ThrowIfCancellationRequested();
        using var work = Prepare(request);
        for (var picture = 0; picture < basics.Count; picture++, start = Stopwatch.GetTimestamp())
        {
            var report = new ProgressOfPicture(progress, picture, basics.Count);
            var painted = PaintOne(work, basics, basics.Seed + picture, previews, report, cancellation);
            yield return new(
                painted,
                basics.Seed + picture,
                Stopwatch.GetElapsedTime(start).TotalSeconds,
                basics with { Seed = basics.Seed + picture, Count = 1 },
                Name);
        }
    }

    // What all pictures of a request share; the tensors outlive the scope.
    private FluxWork Prepare(FluxRequest request)
    {
        using var scope = Tensor.Scope();
        using var noGrad = new NoGrad();
        var basics = request.Basics;

        // 1. Encode the prompt, and the negative one where guidance leads away from it.
        var weight = _adapted.Network.Config.GuidanceEmbeds ? request.TrueGuidance ?? 1 : basics.Guidance!.Value;
        var prompts = _encoder.Encode(weight == 1 ? [basics.Prompt] : [basics.Prompt, basics.NegativePrompt]);
        var prompt = request.PicturePrompts.Count == 0 ? prompts[0] : _redux!.Append(prompts[0], request.PicturePrompts);

        // 2. Bring the pictures to the size of the result.
        var canvas = new FluxCanvas(basics.Width!.Value, basics.Height!.Value, Defaults.SizeStep);
        var init = request.Init is { } given ? canvas.Fitted(given) : null;
        var mask = request.Mask is { } light ? canvas.Fitted(light, "mask") : null;
        // A mask that goes in pixel by pixel stays as it is; one that blends latents takes whole cells, so that no cell is half old.
        var cell = _painter.Form == FluxForm.Fill ? 1 : _autoencoder.Config.Stride;
        var task = new FluxTask
        {
            Prompt = prompt.To(_device).Detached(),
            Negative = weight == 1 ? null : prompts[1].To(_device).Detached(),
            Width = canvas.PaintedWidth,
            Height = canvas.PaintedHeight,
            Steps = basics.Steps!.Value,
            Sampling = FluxSampling.Of(request.Sampler, request.Schedule),
            Reuse = FluxReuse.Parse(request.Cache, _adapted.Network.Config),
            Guidance = basics.Guidance!.Value,
            TrueGuidance = weight,
            Strength = _requests.StrengthOf(request),
            Picture = init is null ? null : canvas.Tensor(init).Detached(),
            Mask = mask is null ? null : canvas.Tensor(mask, cell).Detached(),
            Control = _painter.Form == FluxForm.Control ? canvas.Tensor(request.Controls[0].Map).Detached() : null,
            Signals = _painter.Form == FluxForm.Control
                ? []
                : [.. request.Controls.Select(c => new FluxControlSignal(_towers[c.Kind], canvas.Tensor(c.Map).Detached(), c.Strength))],
            References = [.. request.References.Select(r => Reference(r).Detached())],
        };
        return new(task, canvas, init, mask);
    }

    private Picture PaintOne(
        FluxWork work, TextToImageRequest basics, long seed, FluxPreviews previews, ProgressOfPicture report, CancellationToken cancellation)
    {
        using var scope = Tensor.Scope();
        using var noGrad = new NoGrad();

        // 3. Draw the noise, and follow the flow.
        using var noise = FluxNoise.Of(seed);
        var latents = _painter.Paint(work.Task, noise, new() { Step = Report }, cancellation);

        // 4. Decode, and put back what was to stay.
        cancellation.ThrowIfCancellationRequested();
        var decoded = FiniteNumbers.Require(_painter.Decode(latents, work.Task), Name, "when it decoded");
        return work.Canvas.Finished(PictureTensors.ToPicture(decoded), work.Init, work.Mask);

        void Report(int done, int of, Tensor x, Tensor clean)
        {
            FiniteNumbers.Require(x, Name, $"at step {done}");
            var wanted = basics.PreviewEvery > 0 && done % basics.PreviewEvery == 0 && done < of;
            report.Step(done, of, wanted ? previews.Of(clean, work.Task) : null);
        }
    }

    // A reference keeps its aspect ratio, at the area that the model was trained with.
    private Tensor Reference(Picture picture)
    {
        var (width, height) = ReferenceSize(picture);
        return PictureTensors.ToTensor(picture.ToRgb().Resize(width, height, ResizeFilter.Lanczos));
    }

    private (int Width, int Height) ReferenceSize(Picture picture) => KontextSizes.For(picture, Defaults);

    private FluxRequest Complete(FluxRequest request)
    {
        var basics = request.Basics;
        // Without a size: that of the picture that is painted over or edited, else the model's.
        var (width, height) = request.Init is { } init ? (init.Width, init.Height)
            : request.References.Count > 0 ? ReferenceSize(request.References[0])
            : (Defaults.Width, Defaults.Height);
        return request with
        {
            Basics = basics with
            {
                Steps = basics.Steps ?? Defaults.Steps,
                Guidance = basics.Guidance ?? Defaults.Guidance,
                Width = basics.Width ?? width,
                Height = basics.Height ?? height,
            },
        };
    }
}
