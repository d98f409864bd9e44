using System.Diagnostics;
using Atelier.Diffusion.FlowMatching;
using Atelier.Imaging;
using Atelier.Models;
using Atelier.Models.Adapters;
using Atelier.Models.Flux;
using Atelier.Systems.OminiControl2.Adapters;
using Atelier.Systems.OminiControl2.Costs;
using Atelier.Systems.OminiControl2.Painting;
using Atelier.Systems.OminiControl2.Reuse;
using Atelier.Systems.OminiControl2.Tokens;
using Atelier.Systems.Pipelines;
using Atelier.Systems.TextToImage;
using Atelier.Systems.TextToImage.Flux;
using Atelier.Torch;

namespace Atelier.Systems.OminiControl2;

/// <summary>Pictures of a text under condition pictures: edges, depth, a subject, a known part. Features of conditions are kept from picture to picture.</summary>
/// <remarks>One call at a time. (Tan et al. 2024, arXiv 2411.15098; Tan et al. 2025, arXiv 2503.08280.)</remarks>
public sealed class OminiControl2Pipeline : IDisposable
{
    private readonly FluxPipeline _model;
    private readonly RequestCompletion _completion;
    private readonly CallPreparation _calls;
    private readonly PromptMemory _prompts;
    private readonly List<ControlAdapter> _adapters = [];

    /// <summary>Takes over a model; it is freed with the pipeline.</summary>
    /// <exception cref="RequestException">The model takes a control picture or a mask itself; it stays the caller's.</exception>
    public OminiControl2Pipeline(FluxPipeline model)
    {
        if (FluxForms.Of(model.Transformer.Config, model.Autoencoder.Config) is not FluxForm.Plain and var form)
            throw new RequestException($"{model.Name} is a {form.ToString().ToLowerInvariant()} model; conditions need one that takes text alone.");
        (_model, _completion, _calls, _prompts) = (model, new(model), new(model), new(model.Encoder));
    }

    /// <summary>Name of the model.</summary>
    public string Name => _model.Name;

    /// <summary>What the model does where a request does not say.</summary>
    public TextToImageDefaults Defaults => _model.Defaults;

    /// <summary>The open adapters; the first that fits a condition is taken.</summary>
    public IReadOnlyList<ControlAdapter> Adapters => _adapters;

    /// <summary>Conditions that were computed so far.</summary>
    public int Computed => _calls.Computed;

    /// <summary>Opens an adapter file; it is freed with the pipeline. It has the name of the file, or where that is taken, with its folder before it.</summary>
    /// <exception cref="AdapterException">The file is not for this model, or is open already.</exception>
    public ControlAdapter Open(string path)
    {
        var whole = Path.GetFullPath(path);
        string[] names =
        [
            Path.GetFileNameWithoutExtension(path), $"{Path.GetFileName(Path.GetDirectoryName(whole))}/{Path.GetFileNameWithoutExtension(path)}", whole,
        ];
        var name = names.FirstOrDefault(n => _adapters.All(a => a.Name != n)) ?? throw new AdapterException($"Adapter '{path}' is open already.");
        var adapter = ControlAdapter.Open(_model.Transformer, path, name);
        adapter.Adapter.To(_model.Device);
        _adapters.Add(adapter);
        return adapter;
    }

    /// <summary>Whether an adapter was trained on other weights than those of this model.</summary>
    public bool IsForOtherWeights(ControlAdapter adapter) => adapter.IsForOtherWeights(_model.Transformer);

    /// <summary>SHA-256 of the transformer's weights.</summary>
    public string Fingerprint() => FeatureIdentity.Hash(
        _model.Transformer.Parameters().OrderBy(p => p.Name, StringComparer.Ordinal).Select(p => p.Parameter.Value));

    /// <summary>Paints the pictures of a request, one after the other, so that each equals the single picture of its seed.</summary>
    /// <param name="request">What is to be painted.</param>
    /// <param name="progress">Told after every step.</param>
    /// <param name="cancellation">Takes effect within one step.</param>
    /// <exception cref="RequestException">A value is out of range, or contradicts an adapter's rule.</exception>
    /// <exception cref="OperationCanceledException">Cancellation was asked.</exception>
    public IEnumerable<ControlledPicture> Run(
        OminiControl2Request request, IProgress<PipelineProgress>? progress = null, CancellationToken cancellation = default)
    {
        request = _completion.Complete(request);
        var adapters = AdaptersOf(request);
        // What was carried out names the adapters.
        return Paint(request with { Conditions = [.. request.Conditions.Zip(adapters, (c, a) => c with { Adapter = a.Name })] }, progress, cancellation);
    }

    /// <summary>Whether guidance is the difference of two answers, so that conditions can be guided.</summary>
    /// <exception cref="RequestException">A value is out of range.</exception>
    public bool IsGuided(OminiControl2Request request) => _completion.IsGuided(_completion.Complete(request).Picture);

    /// <summary>Columns and rows of the pictures of a request.</summary>
    /// <exception cref="RequestException">A value is out of range.</exception>
    public (int Width, int Height) SizeOf(OminiControl2Request request)
    {
        var picture = _completion.Complete(request).Picture;
        return (picture.Width!.Value, picture.Height!.Value);
    }

    /// <summary>The adapter of each condition of a request.</summary>
    /// <exception cref="RequestException">As for <see cref="Run"/>.</exception>
    public IReadOnlyList<ControlAdapter> AdaptersOf(OminiControl2Request request)
    {
        using var conditions = Prepare(_completion.Complete(request));
        return [.. conditions.Own.Select(c => c.Adapter)];
    }

    /// <summary>What the conditions of a request will cost, before anything is painted.</summary>
    /// <exception cref="RequestException">As for <see cref="Run"/>.</exception>
    public ConditionCost Cost(OminiControl2Request request)
    {
        using var scope = Tensor.Scope();
        request = _completion.Complete(request);
        using var conditions = Prepare(request);
        return Cost(request, Text(request.Picture), conditions);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _calls.Dispose();
        _prompts.Dispose();
        foreach (var adapter in _adapters)
            adapter.Dispose();
        _model.Dispose();
    }

    private int Patch => _model.Defaults.SizeStep;

    private PreparedConditions Prepare(OminiControl2Request request) => new(request, _adapters, Patch);

    private IEnumerable<ControlledPicture> Paint(OminiControl2Request request, IProgress<PipelineProgress>? progress, CancellationToken cancellation)
    {
        using var conditions = Prepare(request);
        for (var picture = 0; picture < request.Picture.Count; picture++)
        {
            var (start, before) = (Stopwatch.GetTimestamp(), Computed);
            var one = request with { Picture = request.Picture with { Seed = request.Picture.Seed + picture, Count = 1 } };
            var report = new ProgressOfPicture(progress, picture, request.Picture.Count);
            var (painted, cost) = PaintOne(one, conditions, report, cancellation);
            yield return new(
                new(painted, one.Picture.Seed, Stopwatch.GetElapsedTime(start).TotalSeconds, one.Picture, Name), one, cost, Computed - before);
        }
    }

    private (Picture Picture, ConditionCost Cost) PaintOne(
        OminiControl2Request request, PreparedConditions conditions, ProgressOfPicture report, CancellationToken cancellation)
    {
        using var scope = Tensor.Scope();
        using var noGrad = new NoGrad();

        // 1. Encode the prompt, and the negative one where guidance leads away from it.
        cancellation.ThrowIfCancellationRequested();
        var picture = request.Picture;
        var text = Text(picture);

        // 2. Draw the noise of the whole picture on the CPU, and take what is denoised of it.
        var (rows, columns) = (picture.Height!.Value / Patch, picture.Width!.Value / Patch);
        using var generator = new Generator((ulong)picture.Seed);
        var noise = Tensor.RandN([1, _model.Autoencoder.Config.LatentChannels, rows * 2, columns * 2], generator);
        var (x, positions) = (FluxLatents.Pack(noise).To(_model.Device), FluxLatents.Positions(rows, columns, _model.Device));
        if (conditions.Patches is { } patches)
            (x, positions) = (patches.Unknown.Of(x), patches.Unknown.OfPositions(positions));
        var cells = Cells(request, conditions, x);

        // 3. Compute the conditions, or find them computed: they are the same at every step.
        using var flow = _calls.Of(request, text, positions, conditions).On(_model.Transformer);

        // 4. Lay the noise levels for as many tokens as are denoised.
        var schedule = FlowMatchSchedule.Even(_model.Flow, picture.Steps!.Value, x.Size(1));
        using var sampler = new FlowMatchEuler(schedule);

        // 5. Follow the flow.
        for (var step = 0; step < schedule.Steps; step++)
        {
            cancellation.ThrowIfCancellationRequested();
            using var inner = Tensor.Scope();
            var next = sampler.Step(flow.Velocity(x, schedule.Sigmas[step], step), step, x);
            x = inner.Keep(cells?.Hold(next.Sample, schedule.Sigmas[step + 1]) ?? next.Sample);
            var wanted = picture.PreviewEvery > 0 && (step + 1) % picture.PreviewEvery == 0 && step + 1 < schedule.Steps;
            report.Step(step + 1, schedule.Steps, wanted ? Finish(request, conditions, next.Denoised, positions) : null);
        }

        // 6. Put known patches in their places, decode, and bring known pixels back as they were.
        cancellation.ThrowIfCancellationRequested();
        return (Finish(request, conditions, x, positions), Cost(request, text, conditions));
    }

    private Picture Finish(OminiControl2Request request, PreparedConditions conditions, Tensor tokens, Tensor positions)
    {
        using var scope = Tensor.Scope();
        if (conditions.Known >= 0)
        {
            var known = conditions.Own[conditions.Known].For(1, _model.Autoencoder, _model.Device);
            tokens = TokenCanvas.Assemble((tokens, positions), (known.Tokens, known.Positions));
        }

        var (rows, columns) = (request.Picture.Height!.Value / Patch * 2, request.Picture.Width!.Value / Patch * 2);
        var painted = PictureTensors.ToPicture(_model.Autoencoder.Decode(_model.Autoencoder.Unscale(FluxLatents.Unpack(tokens, rows, columns))));
        return request.Conditions.FirstOrDefault(c => c.Task.IsPartial()) is { } partial
            ? KnownPatches.Restore(painted, partial.Picture.ToRgb(), partial.Unknown!)
            : painted;
    }

    // Of patches that are known in part.
    private KnownCells? Cells(OminiControl2Request request, PreparedConditions conditions, Tensor noise) => conditions.Patches is not { } patches
        ? null
        : KnownCells.Of(
            request.Conditions[conditions.Known].Unknown!, Patch / 2, patches.Unknown, noise,
            () => conditions.Own[conditions.Known].Latents(_model.Autoencoder, _model.Device));

    private FluxText Text(TextToImageRequest picture)
    {
        string[] prompts = _completion.IsGuided(picture) ? [picture.NegativePrompt, picture.Prompt] : [picture.Prompt];
        return FluxTexts.Of(_prompts.Encode(prompts), _model.Transformer.Config, picture.Guidance!.Value, _model.Device);
    }

    private ConditionCost Cost(OminiControl2Request request, FluxText text, PreparedConditions conditions)
    {
        var bytes = ConditionFeatures.StoredType(text.Tokens).Size();
        return conditions.RowsOf(text).Select(Of).Aggregate((sum, cost) => sum.And(cost));

        ConditionCost Of(ControlRows rows)
        {
            (long, ConditionSettings)[] seen = [.. conditions.Seen(rows).Select(c => (c.Length, conditions.SettingsOf(c)))];
            var cost = ConditionCost.Of(
                _model.Transformer.Config, text.Tokens.Size(1), conditions.Tokens, seen, request.Picture.Steps!.Value, bytes, (int)rows.Text.Tokens.Size(0));
            return request.ImageGuidance == 1 || seen.Length == 0 ? cost : cost with { Total = 2 * cost.Total, CacheBytes = 2 * cost.CacheBytes };
        }
    }
}
