using System.Diagnostics;
using Atelier.Diffusion.FlowMatching;
using Atelier.Imaging;
using Atelier.Models;
using Atelier.Models.Autoencoders;
using Atelier.Models.Flux;
using Atelier.Models.Streams;
using Atelier.Models.Text;
using Atelier.Systems.Pipelines;
using Atelier.Torch;

namespace Atelier.Systems.TextToImage;

/// <summary>Text to image with a FLUX transformer: noise becomes a latent along the flow, the decoder makes it a picture.</summary>
/// <remarks>One call at a time. (Black Forest Labs 2024, FLUX.1; guidance: Ho and Salimans 2022, arXiv 2207.12598.)</remarks>
public sealed class FluxPipeline : IDisposable
{
    private readonly FluxTransformer _transformer;
    private readonly AutoencoderKL _autoencoder;
    private readonly IPromptEncoder _encoder;
    private readonly FlowMatchOptions _flow;
    private readonly Device _device;

    internal FluxPipeline(
        string name,
        FluxTransformer transformer,
        AutoencoderKL autoencoder,
        IPromptEncoder encoder,
        FlowMatchOptions flow,
        TextToImageDefaults defaults,
        Device device)
    {
        (Name, _transformer, _autoencoder, _encoder) = (name, transformer, autoencoder, encoder);
        (_flow, Defaults, _device) = (flow, defaults, device);
    }

    /// <summary>Name of the model.</summary>
    public string Name { get; }

    /// <summary>What the model does where a request does not say.</summary>
    public TextToImageDefaults Defaults { get; }

    internal FluxTransformer Transformer => _transformer;

    internal AutoencoderKL Autoencoder => _autoencoder;

    internal IPromptEncoder Encoder => _encoder;

    internal FlowMatchOptions Flow => _flow;

    internal Device Device => _device;

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
        for (var picture = 0; picture < request.Count; picture++)
        {
            var start = Stopwatch.GetTimestamp();
            var report = new ProgressOfPicture(progress, picture, request.Count, request.Steps!.Value);
            var painted = PaintOne(request, request.Seed + picture, report, cancellation);
            yield return new(
                painted,
                request.Seed + picture,
                Stopwatch.GetElapsedTime(start).TotalSeconds,
                request with { Seed = request.Seed + picture, Count = 1 },
                Name);
        }
    }

    private Picture PaintOne(TextToImageRequest request, long seed, ProgressOfPicture report, CancellationToken cancellation)
    {
        using var scope = Tensor.Scope();
        using var noGrad = new NoGrad();

        // 1. Encode the prompt, and the negative one where guidance leads away from it.
        cancellation.ThrowIfCancellationRequested();
        var guided = GuidesByDifference && request.Guidance != 1;
        var text = Text(request, guided);

        // 2. Draw the noise on the CPU, so that every machine draws the same.
        var (rows, columns) = (request.Height!.Value / _autoencoder.Config.Stride, request.Width!.Value / _autoencoder.Config.Stride);
        using var generator = new Generator((ulong)seed);
        var x = FluxLatents.Pack(Tensor.RandN([1, _autoencoder.Config.LatentChannels, rows, columns], generator)).To(_device);

        // 3. Lay the noise levels.
        var schedule = FlowMatchSchedule.Even(_flow, request.Steps!.Value, x.Size(1));
        using var sampler = new FlowMatchEuler(schedule);
        var positions = FluxLatents.Positions(rows / 2, columns / 2, _device);

        // 4. Follow the flow.
        for (var step = 0; step < schedule.Steps; step++)
        {
            cancellation.ThrowIfCancellationRequested();
            using var inner = Tensor.Scope();
            var velocity = Velocity(x, positions, text, schedule.Sigmas[step], request.Guidance!.Value, guided);
            var next = sampler.Step(velocity, step, x);
            x = inner.Keep(next.Sample);
            var wanted = request.PreviewEvery > 0 && (step + 1) % request.PreviewEvery == 0 && step + 1 < schedule.Steps;
            report.Step(step + 1, wanted ? Decode(next.Denoised, rows, columns) : null);
        }

        // 5. Decode.
        cancellation.ThrowIfCancellationRequested();
        return Decode(x, rows, columns);
    }

    private Tensor Velocity(Tensor x, Tensor positions, TextStates text, double sigma, double guidance, bool guided)
    {
        var batch = text.Tokens.Size(0);
        var conditioning = new Conditioning(
            Tensor.Full([batch], sigma, device: _device),
            _transformer.Config.GuidanceEmbeds ? Tensor.Full([batch], guidance, device: _device) : null,
            _transformer.Config.PooledProjectionDim > 0 ? text.Pooled : null);
        var words = new TokenStream(StreamKind.Text, text.Tokens, FluxLatents.TextPositions(text.Tokens.Size(1), _device), conditioning)
        {
            KeyMask = text.Mask,
        };
        var image = new TokenStream(StreamKind.Image, x.Expand(batch, -1, -1), positions, conditioning);
        var velocity = _transformer.Forward(words, image);
        if (!guided)
            return velocity;
        var parts = velocity.Chunk(2, 0); // with the negative prompt, with the prompt
        return parts[0] + ((parts[1] - parts[0]) * guidance);
    }

    private TextStates Text(TextToImageRequest request, bool guided)
    {
        var prompt = _encoder.Encode(request.Prompt);
        var states = guided ? PromptPair.Join(_encoder.Encode(request.NegativePrompt), prompt) : prompt;
        return new(states.Tokens.To(_device), states.Mask.To(_device), states.Pooled.To(_device));
    }

    private Picture Decode(Tensor tokens, long rows, long columns)
    {
        using var scope = Tensor.Scope();
        return PictureTensors.ToPicture(_autoencoder.Decode(_autoencoder.Unscale(FluxLatents.Unpack(tokens, rows, columns))));
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
