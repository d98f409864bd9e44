using System.Diagnostics;
using Atelier.Imaging;
using Atelier.Models;
using Atelier.Models.Autoencoders;
using Atelier.Models.Mar;
using Atelier.Systems.LightGen.Evaluation;
using Atelier.Systems.Pipelines;
using Atelier.Torch;

namespace Atelier.Systems.LightGen;

/// <summary>Text to image, or class to image, with a masked autoregressive model: hidden tokens are drawn a few at a time, and what is known stays.</summary>
/// <remarks>One call at a time. (Wu et al. 2025, arXiv 2503.08619; Li et al. 2024, arXiv 2406.11838; guidance: Ho and Salimans 2022, arXiv 2207.12598.)</remarks>
public sealed class LightGenPipeline : IDisposable
{
    private readonly MaskedTokenModel _model;
    private readonly AutoencoderKL _autoencoder;
    private readonly IPromptCondition _prompts;
    private readonly Device _device;

    internal LightGenPipeline(
        string name, MaskedTokenModel model, AutoencoderKL autoencoder, IPromptCondition prompts, LightGenDefaults defaults, Device device) =>
        (Name, _model, _autoencoder, _prompts, Defaults, _device) = (name, model, autoencoder, prompts, defaults, device);

    /// <summary>Name of the model.</summary>
    public string Name { get; }

    /// <summary>What the model does where a request does not say.</summary>
    public LightGenDefaults Defaults { get; }

    /// <summary>Paints the pictures of a request, one after the other, so that each equals the single picture of its seed.</summary>
    /// <param name="request">What is to be painted.</param>
    /// <param name="progress">Told after every step.</param>
    /// <param name="cancellation">Takes effect within one diffusion step.</param>
    /// <exception cref="RequestException">A value of the request is out of range.</exception>
    /// <exception cref="OperationCanceledException">Cancellation was asked.</exception>
    public IEnumerable<LightGenPicture> Run(
        LightGenRequest request, IProgress<PipelineProgress>? progress = null, CancellationToken cancellation = default)
    {
        request.Validate(Defaults);
        return OneByOne(Complete(request), progress, cancellation);
    }

    /// <summary>Several pictures at once, which is several times faster than one after the other where the head's weights are what takes the time.</summary>
    /// <param name="pictures">Prompt and seed of each; each is the picture of its seed, up to the rounding of larger products.</param>
    /// <param name="like">All else; its own prompt, seed and count are not read.</param>
    /// <param name="cancellation">Takes effect within one diffusion step.</param>
    /// <exception cref="RequestException">A value of the request is out of range.</exception>
    public IReadOnlyList<Picture> Paint(IReadOnlyList<(string Prompt, long Seed)> pictures, LightGenRequest like, CancellationToken cancellation = default)
    {
        foreach (var (prompt, seed) in pictures)
            (like with { Basics = like.Basics with { Prompt = prompt, Seed = seed, Count = 1 } }).Validate(Defaults);
        return pictures.Count == 0 ? [] : Fill(Complete(like), pictures, (_, _, _) => { }, null, cancellation);
    }

    /// <summary>Where the time of one picture goes.</summary>
    /// <param name="request">What is to be painted.</param>
    /// <param name="cancellation">Takes effect within one diffusion step.</param>
    /// <exception cref="RequestException">A value of the request is out of range.</exception>
    public LightGenTimes Measure(LightGenRequest request, CancellationToken cancellation = default)
    {
        request.Validate(Defaults);
        using var scope = Tensor.Scope();
        using var noGrad = new NoGrad();
        var (complete, clock, watch) = (Complete(request), new MaskedClock(), Stopwatch.StartNew());
        _prompts.Encode(request.Basics.Prompt);
        var text = watch.Elapsed;
        watch.Restart();
        PaintOne(complete, request.Basics.Seed, (_, _, _) => { }, cancellation, clock);
        var whole = watch.Elapsed;
        var side = complete.Basics.Width!.Value / _autoencoder.Config.Stride;
        var latent = Tensor.Zeros([1, _autoencoder.Config.LatentChannels, complete.Basics.Height!.Value / _autoencoder.Config.Stride, side], device: _device);
        watch.Restart();
        Finish(latent, complete);
        return new(text.TotalSeconds, clock.Transformer.TotalSeconds, clock.Head.TotalSeconds, watch.Elapsed.TotalSeconds, whole.TotalSeconds)
        {
            Steps = complete.Basics.Steps!.Value, HeadSteps = complete.HeadSteps!.Value, Guidance = complete.Basics.Guidance!.Value,
            Width = complete.Basics.Width!.Value, Height = complete.Basics.Height!.Value,
        };
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _model.Dispose();
        _autoencoder.Dispose();
        _prompts.Dispose();
    }

    private IEnumerable<LightGenPicture> OneByOne(LightGenRequest request, IProgress<PipelineProgress>? progress, CancellationToken cancellation)
    {
        var basics = request.Basics;
        for (var picture = 0; picture < basics.Count; picture++)
        {
            var (start, seed, number) = (Stopwatch.GetTimestamp(), basics.Seed + picture, picture);
            var painted = PaintOne(request, seed, (done, steps, preview) => progress?.Report(new("fill in", number, basics.Count, done, steps, preview)), cancellation);
            yield return new(
                painted, seed, Stopwatch.GetElapsedTime(start).TotalSeconds, request with { Basics = basics with { Seed = seed, Count = 1 } }, Name);
        }
    }

    private Picture PaintOne(
        LightGenRequest request, long seed, Action<int, int, Picture?> report, CancellationToken cancellation, MaskedClock? clock = null) =>
        Fill(request, [(request.Basics.Prompt, seed)], report, clock, cancellation)[0];

    private Picture[] Fill(
        LightGenRequest request, IReadOnlyList<(string Prompt, long Seed)> pictures, Action<int, int, Picture?> report, MaskedClock? clock, CancellationToken cancellation)
    {
        using var scope = Tensor.Scope();
        using var noGrad = new NoGrad();
        var basics = request.Basics;

        // 1. Encode the prompts, and the negative one where guidance leads away from it.
        cancellation.ThrowIfCancellationRequested();
        var condition = Tensor.Cat([.. pictures.Select(p => _prompts.Encode(p.Prompt))]);
        var negative = basics.NegativePrompt.Length > 0 ? _prompts.Encode(basics.NegativePrompt) : null;
        var unwanted = negative is null ? null : Tensor.Cat([.. pictures.Select(_ => negative)]);

        // 2. Find what is to be filled in: all tokens, or those under the mask.
        var unit = Defaults.Basics.SizeStep;
        var grid = new TokenGrid(basics.Height!.Value / unit, basics.Width!.Value / unit);
        var hidden = request.Mask is { } mask ? HoleTokens.Of(mask, grid, unit) : null;
        var hole = hidden is null ? null : new MaskedHole(Known(request.Init!).Expand(pictures.Count, -1, -1), hidden.Count);

        // 3. Draw order and noise on the CPU, so that every machine draws the same, and for each picture by its own seed.
        var generators = pictures.Select(p => new Generator((ulong)p.Seed)).ToArray();
        var orders = Tensor.Cat([.. generators.Select(g => TokenOrders.Create(request.Order, grid, hidden, g))]).To(_device);

        // 4. Fill in.
        var options = new MaskedSampling
        {
            Iterations = Math.Min(basics.Steps!.Value, hole?.Size ?? grid.Length),
            Guidance = basics.Guidance!.Value,
            LinearGuidance = request.Schedule is GuidanceSchedule.Linear,
            Temperature = request.Temperature!.Value,
        };
        var diffusion = new DiffusionLoss(_model.Head, $"{request.HeadSteps}") { ClipRange = Defaults.ClipRange };
        var noise = new PictureNoise(generators, diffusion.Sampling.Steps, options.Guidance != 1).Source;
        var latents = new MaskedGenerator(_model, diffusion).Generate(condition, grid, options, orders, noise, Observe, hole, unwanted, clock, cancellation);
        foreach (var generator in generators)
            generator.Dispose();

        // 5. Decode; what the mask leaves out comes from the given picture.
        cancellation.ThrowIfCancellationRequested();
        return [.. Enumerable.Range(0, pictures.Count).Select(i => Finish(latents.Narrow(0, i, 1), request))];

        void Observe(MaskedIteration iteration)
        {
            var done = iteration.Index + 1;
            var wanted = basics.PreviewEvery > 0 && done % basics.PreviewEvery == 0 && done < options.Iterations;
            report(done, options.Iterations, wanted ? Finish(_model.Unpatchify(iteration.Tokens, grid).Narrow(0, 0, 1), request) : null);
        }
    }

    // The tokens of a picture. [1, L, C]
    private Tensor Known(Picture picture) => _model.Patchify(_autoencoder.Scale(_autoencoder.Encode(PictureTensors.ToTensor(picture.ToRgb()).To(_device)).Mean)).Contiguous();

    private Picture Finish(Tensor latent, LightGenRequest request)
    {
        using var scope = Tensor.Scope();
        var decoded = FiniteNumbers.Require(_autoencoder.Decode(_autoencoder.Unscale(latent)), Name, "when it decoded");
        var picture = PictureTensors.ToPicture(decoded);
        return request.Mask is { } mask ? HoleTokens.Keep(request.Init!, picture, mask) : picture;
    }

    private LightGenRequest Complete(LightGenRequest request) => request with
    {
        Basics = request.Basics with
        {
            Steps = request.Basics.Steps ?? Math.Min(Defaults.Basics.Steps, request.Tokens(Defaults)),
            Guidance = request.Basics.Guidance ?? Defaults.Basics.Guidance,
            Width = request.Basics.Width ?? Defaults.Basics.Width,
            Height = request.Basics.Height ?? Defaults.Basics.Height,
        },
        HeadSteps = request.HeadSteps ?? Defaults.HeadSteps,
        Temperature = request.Temperature ?? Defaults.Temperature,
        Schedule = request.Schedule ?? Defaults.Schedule,
    };
}
