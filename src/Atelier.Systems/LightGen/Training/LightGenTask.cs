using Atelier.Models.Mar;
using Atelier.Systems.Teachers;
using Atelier.Torch;
using Atelier.Training.Mini;
using Atelier.Training.Mini.Latents;
using Atelier.Training.Runs;

namespace Atelier.Systems.LightGen.Training;

/// <summary>Trains LightGen on teachers' pictures: hide tokens, condition on the caption, diffuse each hidden token several times.</summary>
/// <remarks>(Wu et al. 2025, arXiv 2503.08619, section 3.2: the diffusion loss on synthetic pictures is the distillation.)</remarks>
public sealed class LightGenTask : ITrainingTask
{
    private const int EvaluationBatch = 32;
    private readonly LightGenSettings _settings;
    private readonly LatentCache _cache;
    private readonly CaptionEncoder _encoder;
    private readonly CaptionStates _captions;
    private readonly List<PaintedTeacher> _painted = [];
    private readonly TeacherMix _teacher;
    private readonly LightGenTransformer _network;
    private readonly DiffusionLoss _diffusion;
    private readonly TokenHead? _labels;

    /// <summary>Opens data and encoders, encodes pictures where that is missing, and makes the network.</summary>
    /// <exception cref="SettingException">A setting does not fit the data or the encoders.</exception>
    public LightGenTask(LightGenSettings settings, TaskEnvironment environment)
    {
        _settings = settings;
        LightGenChecks.Teachers(settings);
        _encoder = new(settings.TextEncoder, settings.Network.TextLength, environment.Device);
        _captions = new(_encoder, settings.Network);
        _cache = new(settings.Latents, environment.Device, Console.Error.WriteLine);
        _painted.AddRange(settings.Painted.Select(folder => new PaintedTeacher(new(folder), _cache, Console.Error.WriteLine)));
        ITeacher[] teachers = [.. settings.UseDiorama ? [new DioramaTeacher(_cache, settings.HeldOut)] : Array.Empty<ITeacher>(), .. _painted];
        _teacher = new(teachers, settings.Pictures, settings.CaptionsPerPicture);
        LightGenChecks.Run(settings, _cache, _encoder.Width);
        using var random = new Generator(environment.Seed);
        _network = new(settings.Network);
        _network.Initialize(random);
        _network.RequireGradients(true);
        _diffusion = new(_network.Head);
        _labels = settings.TokenLabels is null ? null : new(settings.Network.Width);
        _labels?.Initialize(random);
        _labels?.RequireGradients(true);
    }

    /// <inheritdoc/>
    public IReadOnlyList<TrainedNetwork> Networks => _labels is null ? [Transformer] : [Transformer, new("token_labels", _labels)];

    /// <inheritdoc/>
    public bool EvaluatesPlainWeights => true;

    /// <inheritdoc/>
    public long SampleCount
    {
        get
        {
            _cache.Refresh();
            return _teacher.Count;
        }
    }

    private TrainedNetwork Transformer => new("transformer", _network, NetworkJson.Of(nameof(LightGenTransformer), _settings.Network));

    /// <inheritdoc/>
    public Tensor Loss(ReadOnlySpan<long> samples, StepContext step)
    {
        var batch = LightGenBatch.Draw(_teacher, samples, _settings, step.Random);
        var dropped = Tensor.Rand([samples.Length], step.Random).Lt(_settings.CaptionDrop);
        _network.Dropout = _settings.Dropout > 0 ? new(_settings.Dropout, step.Random) : null;
        try
        {
            var rows = Rows(batch, dropped, step.Random, step.Device, step.DeviceRandom);
            var (error, bound) = (rows.Losses.SquaredError.Mean(), rows.Losses.Variational.Mean());
            step.Report("mse", error);
            step.Report("vb", bound);
            ReportTeachers(step, batch, rows.EachSample);
            var loss = error + bound;
            return _labels is null ? loss : loss + _labels.Loss(rows.Conditions, batch.Labels!.To(step.Device).At(rows.Places), _settings.TokenLabels!, step);
        }
        finally
        {
            _network.Dropout?.Dispose();
            _network.Dropout = null;
        }
    }

    /// <inheritdoc/>
    /// <remarks>
    /// Errors of held-out pictures with their captions (<c>mse</c>) and, by the same draws, with captions of other pictures: what the text is worth. The same of those with a
    /// caption that names sides, and with left and right swapped in it (<c>mse_sides</c>, <c>mse_sides_swapped</c>): what sides are worth. Of a head that answers velocities
    /// also the error of the noise (<c>noise_mse</c> and so on), which heads of both kinds can be compared by.
    /// </remarks>
    public IReadOnlyDictionary<string, double> Evaluate(EvaluationContext context)
    {
        var held = Enumerable.Range(0, Math.Min(_settings.EvaluationScenes, _settings.HeldOut)).ToArray();
        var errors = new Dictionary<string, double>();
        Add("mse", "mse_other_captions", held.Select(i => (i, FirstCaption(i))), captions => [.. captions.Skip(1), captions[0]]);
        var sided = held.Select(i => (i, SidedCaption(i))).Where(s => s.Item2 is not null).ToArray();
        if (sided.Length > 0)
            Add("mse_sides", "mse_sides_swapped", sided!, captions => [.. captions.Select(MirroredCaption.Of)]);
        return errors;

        void Add(string right, string wrong, IEnumerable<(int, string)> pictures, Func<string[], string[]> replace)
        {
            var (with, without) = Compare(pictures, replace, context);
            (errors[right], errors[wrong]) = (with.AsTrained, without.AsTrained);
            if (_network.Head.Config.AnswersVelocity)
                (errors[$"noise_{right}"], errors[$"noise_{wrong}"]) = (with.OfNoise, without.OfNoise);
        }
    }

    /// <inheritdoc/>
    public void DrawSamples(string path, EvaluationContext context)
    {
        var side = _cache.LatentSize / (_settings.HalfSize ? 2 : 1);
        var sheet = new LightGenSheet(_network, _cache.Autoencoder, side, _settings.Sheet);
        sheet.Write(path, _settings.SheetPrompts, prompt => _captions.Encode([prompt]), context);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var painted in _painted)
            painted.Dispose();
        _network.Dispose();
        _labels?.Dispose();
        _encoder.Dispose();
        _cache.Dispose();
    }

    private string FirstCaption(long scene) => _cache.CaptionsOf(scene) is [var first, ..] ? first.Text : "";

    private string? SidedCaption(long scene) => _cache.CaptionsOf(scene).Select(c => c.Text).FirstOrDefault(text => MirroredCaption.Of(text) != text);

    // Mean errors with the captions and with what replaces them, by the same draws.
    private (MeanErrors Right, MeanErrors Wrong) Compare(IEnumerable<(int Scene, string Caption)> pictures, Func<string[], string[]> replace, EvaluationContext context)
    {
        using var random = context.NewRandom();
        var (right, wrong, count) = (default(MeanErrors), default(MeanErrors), 0);
        foreach (var part in pictures.Chunk(EvaluationBatch))
        {
            context.Cancellation.ThrowIfCancellationRequested();
            using var scope = Tensor.Scope();
            var batch = LightGenBatch.Plain(_cache, [.. part.Select(p => p.Scene)], [.. part.Select(p => p.Caption)], _settings.HalfSize);
            var state = random.GetState();
            right += Error(batch);
            random.SetState(state);
            wrong += Error(batch with { Captions = replace(batch.Captions) });
            count += part.Length;
        }

        return (right / count, wrong / count);

        MeanErrors Error(LightGenBatch b)
        {
            var rows = Rows(b, null, random, context.Device);
            return new(rows.EachSample.Sum().Item(), rows.NoiseErrors.Sum().Item());
        }
    }

    private HiddenLosses Rows(LightGenBatch batch, Tensor? dropped, Generator random, Device device, Generator? noises = null)
    {
        var latents = batch.Latents.To(device).Float();
        var text = _captions.EncodeShort(batch.Captions);
        var condition = _network.TextCondition(text);
        if (dropped is not null)
            condition = _network.Dropped(condition, dropped.To(device));
        var training = new MaskedTraining(_network, _diffusion, _settings.Repeats);
        var context = _network.Context(condition, training.GridOf(latents), text.Bias);
        return training.LossesOfHidden(latents, context, training.Draw(latents, random, _settings.LeastHidden, noises: noises));
    }

    private void ReportTeachers(StepContext step, LightGenBatch batch, Tensor each)
    {
        if (_painted.Count == 0)
            return;
        var values = each.Detach().ToFloats();
        for (var i = 0; i < values.Length; i++)
            step.Report($"mse_{batch.Teachers[i]}", values[i]);
    }

    private readonly record struct MeanErrors(double AsTrained, double OfNoise)
    {
        public static MeanErrors operator +(MeanErrors a, MeanErrors b) => new(a.AsTrained + b.AsTrained, a.OfNoise + b.OfNoise);

        public static MeanErrors operator /(MeanErrors a, int count) => new(a.AsTrained / count, a.OfNoise / count);
    }
}
