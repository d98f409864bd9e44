using System.Diagnostics;
using Atelier.Diffusion.FlowMatching;
using Atelier.Imaging;
using Atelier.Models;
using Atelier.Models.Flux;
using Atelier.Models.Streams;
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
    private readonly List<ControlAdapter> _adapters = [];
    private readonly FeatureStore _store = new();

    /// <summary>Takes over a model; it is freed with the pipeline.</summary>
    /// <exception cref="RequestException">The model takes a control picture or a mask itself; it stays the caller's.</exception>
    public OminiControl2Pipeline(FluxPipeline model)
    {
        if (FluxForms.Of(model.Transformer.Config, model.Autoencoder.Config) is not FluxForm.Plain and var form)
            throw new RequestException($"{model.Name} is a {form.ToString().ToLowerInvariant()} model; conditions need one that takes text alone.");
        _model = model;
    }

    /// <summary>Name of the model.</summary>
    public string Name => _model.Name;

    /// <summary>What the model does where a request does not say.</summary>
    public TextToImageDefaults Defaults => _model.Defaults;

    /// <summary>The open adapters; the first that fits a condition is taken.</summary>
    public IReadOnlyList<ControlAdapter> Adapters => _adapters;

    /// <summary>Conditions that were computed so far.</summary>
    public int Computed { get; private set; }

    /// <summary>Opens an adapter file; it is freed with the pipeline.</summary>
    /// <exception cref="Models.Adapters.AdapterException">The file is not for this model.</exception>
    public ControlAdapter Open(string path)
    {
        var adapter = ControlAdapter.Open(_model.Transformer, path);
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
        request = Complete(request);
        var adapters = AdaptersOf(request);
        // What was carried out names the adapters.
        return Paint(request with { Conditions = [.. request.Conditions.Zip(adapters, (c, a) => c with { Adapter = a.Name })] }, progress, cancellation);
    }

    /// <summary>Columns and rows of the pictures of a request.</summary>
    /// <exception cref="RequestException">A value is out of range.</exception>
    public (int Width, int Height) SizeOf(OminiControl2Request request)
    {
        var picture = Complete(request).Picture;
        return (picture.Width!.Value, picture.Height!.Value);
    }

    /// <summary>The adapter of each condition of a request.</summary>
    /// <exception cref="RequestException">As for <see cref="Run"/>.</exception>
    public IReadOnlyList<ControlAdapter> AdaptersOf(OminiControl2Request request)
    {
        var prepared = Prepare(Complete(request));
        Free(prepared);
        return prepared.ConvertAll(c => c.Adapter);
    }

    /// <summary>What the conditions of a request will cost, before anything is painted.</summary>
    /// <exception cref="RequestException">As for <see cref="Run"/>.</exception>
    public ConditionCost Cost(OminiControl2Request request)
    {
        using var scope = Tensor.Scope();
        request = Complete(request);
        var prepared = Prepare(request);
        try
        {
            return Cost(request, Text(request.Picture), Image(request, prepared), prepared);
        }
        finally
        {
            Free(prepared);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _store.Dispose();
        foreach (var adapter in _adapters)
            adapter.Dispose();
        _model.Dispose();
    }

    private int Patch => _model.Defaults.SizeStep;

    private IEnumerable<ControlledPicture> Paint(OminiControl2Request request, IProgress<PipelineProgress>? progress, CancellationToken cancellation)
    {
        var prepared = Prepare(request);
        var black = request.ImageGuidance == 1 ? [] : prepared.ConvertAll(c => c.Black());
        try
        {
            for (var picture = 0; picture < request.Picture.Count; picture++)
            {
                var (start, before) = (Stopwatch.GetTimestamp(), Computed);
                var one = request with { Picture = request.Picture with { Seed = request.Picture.Seed + picture, Count = 1 } };
                var report = new ProgressOfPicture(progress, picture, request.Picture.Count);
                var (painted, cost) = PaintOne(one, prepared, black, report, cancellation);
                yield return new(
                    new(painted, one.Picture.Seed, Stopwatch.GetElapsedTime(start).TotalSeconds, one.Picture, Name), one, cost, Computed - before);
            }
        }
        finally
        {
            Free(prepared);
            Free(black);
        }
    }

    private (Picture Picture, ConditionCost Cost) PaintOne(
        OminiControl2Request request, List<PreparedCondition> prepared, List<PreparedCondition> black, ProgressOfPicture report, CancellationToken cancellation)
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
        var patches = Integrated(request, prepared);
        if (patches is not null)
            (x, positions) = (patches.Unknown.Of(x), patches.Unknown.OfPositions(positions));
        var cells = patches is null ? null : Cells(request, prepared, patches, x);

        // 3. Compute the conditions, or find them computed: they are the same at every step.
        var settings = Settings(request, prepared);
        var call = Call(request, text, positions, prepared, black, settings);
        using var flow = call.On(_model.Transformer);

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
            report.Step(step + 1, schedule.Steps, wanted ? Finish(request, prepared, next.Denoised, positions, patches) : null);
        }

        // 6. Put known patches in their places, decode, and bring known pixels back as they were.
        cancellation.ThrowIfCancellationRequested();
        return (Finish(request, prepared, x, positions, patches), Cost(request, text, x.Size(1), prepared));
    }

    private ControlCall Call(
        OminiControl2Request request, FluxText text, Tensor positions, List<PreparedCondition> prepared, List<PreparedCondition> black, ConditionSettings settings)
    {
        var reuses = settings.RefreshEvery == int.MaxValue;
        var rows = Rows(text, prepared);
        // By rows, first the conditions and then the black pictures.
        (FluxText Text, PreparedCondition Condition)[] all =
            [.. rows.SelectMany(r => Seen(r, prepared).Concat(Seen(r, black)).Select(c => (r.Text, c)))];
        var computed = new HashSet<PreparedCondition>();
        var features = reuses ? _store.Take([.. all.Select(a => a.Condition.IdentityIn(a.Text))], Compute) : [];
        Computed += computed.Count;
        var next = 0;
        var runs = new List<ControlRun>();
        var blackRuns = new List<ControlRun>();
        foreach (var row in rows)
        {
            runs.Add(Run(row, prepared));
            blackRuns.Add(Run(row, black));
        }

        return new(positions, settings, runs) { Guidance = request.Picture.Guidance!.Value, ImageGuidance = request.ImageGuidance, BlackRuns = blackRuns };

        CachedStream Compute(int i)
        {
            var (rows, condition) = all[i];
            computed.Add(condition);
            return ConditionFeatures.Compute(
                _model.Transformer, rows, condition.For(rows.Tokens.Size(0), _model.Autoencoder, _model.Device), condition.Adapter.Rule.Guidance);
        }

        ControlRun Run(ControlRows row, List<PreparedCondition> from)
        {
            var own = Seen(row, from);
            next += own.Count;
            return reuses
                // Features that are at hand need no encoded picture.
                ? new(row, [.. own.Select(c => new ImageCondition(row.Text.Tokens, positions) { Strength = c.Strength })], [.. features.Take((next - own.Count)..next)])
                : new(row, [.. own.Select(c => c.For(row.Text.Tokens.Size(0), _model.Autoencoder, _model.Device))]);
        }
    }

    private static IReadOnlyList<ControlRows> Rows(FluxText text, List<PreparedCondition> prepared) => ControlRows.Of(text, prepared.Select(c => c.Guided));

    private static IReadOnlyList<PreparedCondition> Seen(ControlRows rows, List<PreparedCondition> conditions) => rows.Seen(conditions, c => c.Guided);

    private Picture Finish(OminiControl2Request request, List<PreparedCondition> prepared, Tensor tokens, Tensor positions, KnownPatches? patches)
    {
        using var scope = Tensor.Scope();
        if (patches is not null)
        {
            var known = prepared.First(c => c.Adapter.Rule.Integrated).For(1, _model.Autoencoder, _model.Device);
            tokens = TokenCanvas.Assemble((tokens, positions), (known.Tokens, known.Positions));
        }

        var (rows, columns) = (request.Picture.Height!.Value / Patch * 2, request.Picture.Width!.Value / Patch * 2);
        var painted = PictureTensors.ToPicture(_model.Autoencoder.Decode(_model.Autoencoder.Unscale(FluxLatents.Unpack(tokens, rows, columns))));
        return request.Conditions.FirstOrDefault(c => c.Task.IsPartial()) is { } partial
            ? KnownPatches.Restore(painted, partial.Picture.ToRgb(), partial.Unknown!)
            : painted;
    }

    // Of patches that are known in part.
    private KnownCells? Cells(OminiControl2Request request, List<PreparedCondition> prepared, KnownPatches patches, Tensor noise)
    {
        var index = prepared.FindIndex(c => c.Adapter.Rule.Integrated);
        return KnownCells.Of(
            request.Conditions[index].Unknown!, Patch / 2, patches.Unknown, noise, () => prepared[index].Latents(_model.Autoencoder, _model.Device));
    }

    private FluxText Text(TextToImageRequest picture)
    {
        string[] prompts = IsGuided(picture) ? [picture.NegativePrompt, picture.Prompt] : [picture.Prompt];
        return FluxTexts.Of(_model.Encoder.Encode(prompts), _model.Transformer.Config, picture.Guidance!.Value, _model.Device);
    }

    private List<PreparedCondition> Prepare(OminiControl2Request request)
    {
        var preparation = new ConditionPreparation(_adapters, Patch, request.Picture.Width!.Value, request.Picture.Height!.Value);
        var prepared = new List<PreparedCondition>();
        try
        {
            prepared.AddRange(request.Conditions.Select(preparation.Prepare));
            _ = Settings(request, prepared);
            return prepared;
        }
        catch
        {
            Free(prepared);
            throw;
        }
    }

    private ConditionSettings Settings(OminiControl2Request request, List<PreparedCondition> prepared)
    {
        var joint = prepared.FirstOrDefault(c => !c.Adapter.Rule.Independent);
        var independent = prepared.FirstOrDefault(c => c.Adapter.Rule.Independent);
        if (joint is not null && independent is not null)
        {
            throw new RequestException(
                $"Adapter {independent.Adapter.Name} was trained with conditions that see themselves only, {joint.Adapter.Name} was not; " +
                "one picture takes adapters of one kind.");
        }

        var refresh = request.RefreshEvery ?? (joint is null ? int.MaxValue : 1);
        if (refresh == int.MaxValue && joint is not null)
        {
            throw new RequestException(
                $"Adapter {joint.Adapter.Name} {(joint.Adapter.HasRule ? "was not trained" : "does not say that it was trained")} with conditions that see themselves only, so their features differ from step to step. " +
                "Ask for periodic reuse (--reuse periodic:5), which is near, or for none.");
        }

        return new()
        {
            Sight = joint is null ? ConditionSight.Independent : ConditionSight.Joint,
            RefreshEvery = refresh,
            MainAdapters = _model.Adapters,
        };
    }

    private KnownPatches? Integrated(OminiControl2Request request, List<PreparedCondition> prepared)
    {
        var index = prepared.FindIndex(c => c.Adapter.Rule.Integrated);
        return index < 0 ? null : new(request.Conditions[index].Unknown!, Patch);
    }

    private long Image(OminiControl2Request request, List<PreparedCondition> prepared) => Integrated(request, prepared) is { } patches
        ? patches.Unknown.Indices.Count
        : (long)(request.Picture.Height!.Value / Patch) * (request.Picture.Width!.Value / Patch);

    private ConditionCost Cost(OminiControl2Request request, FluxText text, long image, List<PreparedCondition> prepared)
    {
        var settings = Settings(request, prepared);
        var bytes = ConditionFeatures.StoredType(text.Tokens).Size();
        ConditionCost? sum = null;
        foreach (var rows in Rows(text, prepared))
        {
            long[] tokens = [.. Seen(rows, prepared).Select(c => c.Length)];
            var cost = ConditionCost.Of(
                _model.Transformer.Config, text.Tokens.Size(1), image, tokens, request.Picture.Steps!.Value, settings, bytes, (int)rows.Text.Tokens.Size(0));
            if (request.ImageGuidance != 1 && tokens.Length > 0)
                cost = cost with { Total = 2 * cost.Total, CacheBytes = 2 * cost.CacheBytes };
            sum = sum?.And(cost) ?? cost;
        }

        return sum!;
    }

    private OminiControl2Request Complete(OminiControl2Request request)
    {
        request.Validate(Defaults);
        var partial = request.Conditions.Where(c => c.Task.IsPartial()).ToArray();
        if (partial.Length > 1)
            throw new RequestException($"{partial.Length} pictures to complete were given; allowed: one.");
        var picture = request.Picture;
        if (picture.Width is null && picture.Height is null && partial is [var known])
            RequireWhole(known.Picture);
        var completed = picture with
        {
            Steps = picture.Steps ?? Defaults.Steps,
            Guidance = picture.Guidance ?? Defaults.Guidance,
            Width = picture.Width ?? partial.FirstOrDefault()?.Picture.Width ?? Defaults.Width,
            Height = picture.Height ?? partial.FirstOrDefault()?.Picture.Height ?? Defaults.Height,
        };
        completed.Validate(Defaults);
        var isGuided = IsGuided(completed);
        if (!isGuided && request.Conditions.FirstOrDefault(c => c.Guided == true) is { } wrong)
        {
            throw new RequestException(
                $"{wrong.Task.Name()}: guided was given; {(completed.Guidance == 1 ? "guidance 1 guides nothing" : $"{Name} takes its guidance as a number, and has no run without the condition")}.");
        }

        return request with { Picture = completed, Conditions = [.. request.Conditions.Select(c => c with { Guided = isGuided ? c.Guided ?? c.Task.IsGuided() : null })] };
    }

    // A network without a guidance input is guided by the difference of two answers.
    private bool IsGuided(TextToImageRequest picture) => !_model.Transformer.Config.GuidanceEmbeds && picture.Guidance != 1;

    private void RequireWhole(Picture known)
    {
        var (step, most) = (Defaults.SizeStep, Defaults.MaxSize);
        if (known.Width % step != 0 || known.Height % step != 0 || Math.Max(known.Width, known.Height) > most)
        {
            throw new RequestException(
                $"The known picture is {known.Width} x {known.Height}; a result has sides of multiples of {step} up to {most}: give a width and a height that hold it.");
        }
    }

    private static void Free(List<PreparedCondition> prepared)
    {
        foreach (var condition in prepared)
            condition.Dispose();
    }
}
