using System.Diagnostics;
using Atelier.Diffusion;
using Atelier.Imaging;
using Atelier.Models;
using Atelier.Models.Adapters;
using Atelier.Models.Text.Prompts;
using Atelier.Models.UNet;
using Atelier.Models.UNet.ImagePrompts;
using Atelier.Models.Vision.Clip;
using Atelier.Systems.Pipelines;
using Atelier.Systems.TextToImage;
using Atelier.Torch;

namespace Atelier.Systems.StableDiffusion;

/// <summary>Stable Diffusion 1 and XL: paints from text, over a picture, within a mask, under controls.</summary>
/// <remarks>One call at a time. (Rombach et al. 2021, arXiv 2112.10752; Podell et al. 2023, arXiv 2307.01952.)</remarks>
public sealed class StableDiffusionPipeline : IDisposable
{
    private const string Pndm = "pndm", Ddim = "ddim";

    // The usual thresholds of the public edge control.
    private const double EdgeGoesOn = 100, EdgeBegins = 200;

    private readonly StableDiffusionParts _parts;
    private readonly LearnedTokens? _learned;
    private readonly (DiffusionLora Choice, StableDiffusionAdapter Adapter)[] _loras;
    private readonly Dictionary<string, Module> _controls;
    private readonly PicturePrompts _pictures;
    private readonly SamplerChoice _samplers;
    private readonly Device _device;

    internal StableDiffusionPipeline(
        StableDiffusionParts parts,
        LearnedTokens? learned,
        (DiffusionLora Choice, StableDiffusionAdapter Adapter)[] loras,
        Dictionary<string, Module> controls,
        Dictionary<string, ImageAdapter> pictures,
        ClipVisionModel? imageEncoder,
        Device device)
    {
        (_parts, _learned, _loras, _controls, _device) = (parts, learned, loras, controls, device);
        (_pictures, _samplers) = (new(pictures, imageEncoder, device), new(parts.Scheduler));
    }

    /// <summary>Names of samplers that a request may ask for.</summary>
    public static IReadOnlyList<string> Samplers => SamplerChoice.SamplerNames;

    /// <summary>Names of noise schedules that a request may ask for.</summary>
    public static IReadOnlyList<string> Schedules => SamplerChoice.ScheduleNames;

    /// <summary>Name of the model.</summary>
    public string Name => _parts.Name;

    /// <summary>True where products with the network's quantised weights are in int8 (<see cref="ProductPrecision.QuantisedInt8"/>).</summary>
    public bool MultipliesInt8 => _parts.UNet.Parameters().Any(p => p.Parameter.Packed is IPackedLinear { RoundsOperand: true });

    /// <summary>What the model does where a request does not say.</summary>
    public TextToImageDefaults Defaults => _parts.Defaults;

    /// <summary>The model's own sampler.</summary>
    public string OwnSampler => _samplers.Own;

    /// <summary>Name of an autoencoder that took the place of the model's; null for its own.</summary>
    public string? Vae => _parts.Vae;

    /// <summary>Side of the tiles that the autoencoder works in; null where it takes whole pictures.</summary>
    public int? Tile => _parts.Autoencoder.TileOverlap is null ? null : _parts.Autoencoder.Config.SampleSize;

    /// <summary>Adapters that are active, in their order.</summary>
    public IReadOnlyList<DiffusionLora> Loras => [.. _loras.Select(l => l.Choice)];

    /// <summary>Words of embeddings that prompts may use.</summary>
    public IReadOnlyList<string> Words => _learned?.Names ?? [];

    /// <summary>What of the opened files was not used, one sentence each; empty where all was.</summary>
    public IEnumerable<string> Notes => _loras.Where(l => l.Adapter.Report.Unmatched.Count > 0).Select(l =>
        $"{l.Choice.Name}: {l.Adapter.Report.Matched.Count} layers are changed, {l.Adapter.Report.Unmatched.Count} fit nothing, such as {l.Adapter.Report.Unmatched[0]}.");

    /// <summary>Paints the pictures of a request, one after the other, so that each equals the single picture of its seed.</summary>
    /// <param name="request">What is to be painted.</param>
    /// <param name="progress">Told after every step.</param>
    /// <param name="cancellation">Takes effect within one step.</param>
    /// <exception cref="RequestException">A value of the request is out of range or does not fit the model.</exception>
    /// <exception cref="OperationCanceledException">Cancellation was asked.</exception>
    public IEnumerable<PaintedDiffusion> Run(
        StableDiffusionRequest request, IProgress<PipelineProgress>? progress = null, CancellationToken cancellation = default)
    {
        Validate(request);
        return Paint(Complete(request), progress, cancellation);
    }

    /// <summary>Checks a request against the model, before anything is computed.</summary>
    /// <exception cref="RequestException">A value is out of range or does not fit the model.</exception>
    public void Validate(StableDiffusionRequest request)
    {
        request.Validate(Defaults);
        // SDXL leaves one block out to begin with.
        var blocks = _parts.Text.Config.NumHiddenLayers - (_parts.Second is null ? 0 : 1);
        if (request.ClipSkip > blocks)
            throw new RequestException($"clip skip {request.ClipSkip} was given; the text encoder leaves {blocks} to choose from.");
        if (request.Controls.FirstOrDefault(c => !_controls.ContainsKey(c.Control)) is { } unknown)
            throw new RequestException($"There is no control '{unknown.Control}'; opened with the model: {string.Join(", ", _controls.Keys.DefaultIfEmpty("none"))}.");
        _pictures.Validate(request.PicturePrompts);
        var repaints = _parts.UNet.Config.InChannels > _parts.Autoencoder.Config.LatentChannels;
        if (repaints && request.Mask is null)
            throw new RequestException($"{Name} is a model for inpainting: it needs an initial picture and a mask.");
        if (request.PerturbedGuidance != 0)
            _ = new PerturbedAttention(_parts.UNet, request.PerturbedLayers, 2);
        var complete = Complete(request);
        using var sampler = _samplers.Create(complete.Sampler, complete.Schedule, complete.Basics.Steps!.Value);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _parts.Dispose();
        _pictures.Dispose();
        foreach (var control in _controls.Values)
            control.Dispose();
        foreach (var adapter in _loras.SelectMany(l => new[] { l.Adapter.UNet, l.Adapter.Text, l.Adapter.Text2 }).OfType<Adapter>())
            adapter.Dispose();
    }

    private IEnumerable<PaintedDiffusion> Paint(StableDiffusionRequest request, IProgress<PipelineProgress>? progress, CancellationToken cancellation)
    {
        for (var picture = 0; picture < request.Basics.Count; picture++)
        {
            var start = Stopwatch.GetTimestamp();
            var seed = request.Basics.Seed + picture;
            var done = picture;
            var painted = PaintOne(
                request, seed, (step, steps, preview) => progress?.Report(new("denoise", done, request.Basics.Count, step, steps, preview)), cancellation);
            var own = request with { Basics = request.Basics with { Seed = seed, Count = 1 } };
            yield return new(painted, seed, Stopwatch.GetElapsedTime(start).TotalSeconds, own, this);
        }
    }

    private Picture PaintOne(StableDiffusionRequest request, long seed, Action<int, int, Picture?> report, CancellationToken cancellation)
    {
        using var scope = Tensor.Scope();
        using var noGrad = new NoGrad();
        cancellation.ThrowIfCancellationRequested();

        // 1. Encode the prompts.
        var basics = request.Basics;
        var (width, height, steps) = (basics.Width!.Value, basics.Height!.Value, basics.Steps!.Value);
        var (prompt, negative) = new DiffusionPrompts(_parts, _learned).Encode(
            basics.Prompt, basics.Guidance > 1 ? basics.NegativePrompt : null, request.ClipSkip, Stack);

        // 2. Prepare the pictures: the one to begin with, those that steer, those that are prompts.
        var stride = _parts.Autoencoder.Config.Stride;
        var initial = request.Init is null ? null : InitialPicture.Of(request, width, height, stride);
        var perturbed = new Dictionary<int, PerturbedAttention>();
        var task = new LatentRequest(prompt.Text)
        {
            NegativeText = negative?.Text,
            Pooled = prompt.Pooled,
            NegativePooled = negative?.Pooled,
            Sizes = prompt.Pooled is null ? null : Tensor.From(new float[] { height, width, 0, 0, height, width }, 1, 6).To(_device),
            Guidance = new() { Scale = basics.Guidance!.Value, Rescale = request.GuidanceRescale },
            Size = initial is null ? (height / stride, width / stride) : null,
            Picture = initial?.Picture.To(_device),
            Mask = initial?.Mask?.To(_device),
            Strength = request.Strength,
            Controls = [.. request.Controls.Select(c => Control(c, width, height, stride))],
            Pictures = _pictures.Tokens(request.PicturePrompts),
            PerturbedGuidance = request.PerturbedGuidance,
            PerturbedLayers = parts => perturbed.TryGetValue(parts, out var known) ? known : perturbed[parts] = new(_parts.UNet, request.PerturbedLayers, parts),
            FreeU = request.FreeU,
            Adapters = Stack(a => a.UNet),
        };

        // 3. Walk from noise to a latent; the noise comes from the CPU, so that every machine draws the same.
        using var generator = new Generator((ulong)seed);
        using var sampler = _samplers.Create(request.Sampler, request.Schedule, steps);
        var latents = new LatentDiffusion(_parts.UNet, _parts.Autoencoder).Run(task, sampler, steps, NoiseSource.From(generator), Observe, cancellation);

        // 4. Decode, and put back what was to stay.
        cancellation.ThrowIfCancellationRequested();
        var decoded = Numbers(_parts.Autoencoder.Decode(_parts.Autoencoder.Unscale(latents)), "when it decoded");
        var painted = PictureTensors.ToPicture(decoded);
        return initial?.Finish(painted) ?? painted;

        void Observe(LatentStep step)
        {
            Numbers(step.Latents, $"at step {step.Index + 1}");
            var (now, wanted) = (step.Index + 1, basics.PreviewEvery > 0 && (step.Index + 1) % basics.PreviewEvery == 0 && step.Index + 1 < step.Count);
            report(now, step.Count, wanted ? LatentColours.Of(step.Denoised, stride, _parts.Second is not null) : null);
        }
    }

    private Tensor Numbers(Tensor answer, string when) => FiniteNumbers.Require(answer, Name, when);

    private AdapterStack? Stack(Func<StableDiffusionAdapter, Adapter?> part)
    {
        var active = _loras.Where(l => part(l.Adapter) is not null).Select(l => (part(l.Adapter)!, l.Choice.Weight)).ToArray();
        return active.Length == 0 ? null : new(active);
    }

    private LatentControl Control(DiffusionControl control, int width, int height, int stride)
    {
        // A result whose size is no whole number of latent pixels is painted a little larger, and cut.
        var (columns, rows) = (Whole(width), Whole(height));
        var picture = control.Picture.ToRgb();
        picture = picture.Width == columns && picture.Height == rows ? picture : picture.Resize(columns, rows, ResizeFilter.Lanczos);
        if (control.Edges)
            picture = Canny.Detect(picture, EdgeGoesOn, EdgeBegins).ToRgb();
        var planes = ((PictureTensors.ToTensor(picture) + 1) / 2).To(_device); // [1, 3, H, W] in 0..1
        return _controls[control.Control] is T2IAdapter adapter
            ? new T2IAdapterInput(adapter, planes.Narrow(1, 0, adapter.Channels), control.Strength, control.Start, control.End)
            : new ControlNetInput((ControlNet)_controls[control.Control], planes, control.Strength, control.Start, control.End, control.Guess);

        int Whole(int side) => (side + stride - 1) / stride * stride;
    }

    private StableDiffusionRequest Complete(StableDiffusionRequest request)
    {
        var basics = request.Basics;
        // An edit has the size of its picture, unless another is asked for.
        var own = request.Init is { } init && basics.Width is null && basics.Height is null ? (init.Width, init.Height) : (Defaults.Width, Defaults.Height);
        return request with
        {
            // PNDM takes its second call for a repetition of the first, which it is not where a walk begins in the middle.
            Sampler = request.Sampler ?? (request.Init is not null && OwnSampler == Pndm ? Ddim : null),
            Basics = basics with
            {
                Steps = basics.Steps ?? Defaults.Steps,
                Guidance = basics.Guidance ?? Defaults.Guidance,
                Width = basics.Width ?? own.Item1,
                Height = basics.Height ?? own.Item2,
            },
        };
    }
}
