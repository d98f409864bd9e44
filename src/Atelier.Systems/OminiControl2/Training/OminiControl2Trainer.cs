using Atelier.Systems.OminiControl2.Adapters;
using Atelier.Systems.OminiControl2.Painting;
using Atelier.Systems.TextToImage;
using Atelier.Torch;
using Atelier.Training.Mini.Latents;
using Atelier.Training.Objectives;
using Atelier.Training.Runs;

namespace Atelier.Systems.OminiControl2.Training;

/// <summary>Trains an adapter that lets a frozen FLUX model follow condition pictures. Text and noise run through the plain network.</summary>
/// <remarks>(Tan et al. 2024, arXiv 2411.15098; Tan et al. 2025, arXiv 2503.08280.)</remarks>
public sealed class OminiControl2Trainer : ITrainingTask
{
    private const int EvaluationBatch = 16;
    private readonly ControlSettings _settings;
    private readonly FluxPipeline _model;
    private readonly LatentCache _latents;
    private readonly ConditionCache _conditions;
    private readonly CaptionCache _captions;
    private readonly ControlAdapter _adapter;
    private readonly AdapterModule _module;
    private readonly ControlAdapter? _teacher;
    private long _captioned;

    /// <summary>Opens the model and the data, and makes the adapter.</summary>
    /// <exception cref="SettingException">A setting does not fit the model or the data.</exception>
    public OminiControl2Trainer(ControlSettings settings, TaskEnvironment environment)
    {
        _settings = settings;
        // Its backward pass fails for the masks of condition streams.
        TorchRuntime.AllowCudnnAttention(false);
        _model = FluxPipelineLoader.Open(settings.Base, environment.Device);
        _model.Transformer.Checkpointing = environment.GradientCheckpointing;
        _latents = new(settings.Latents, environment.Device, Console.Error.WriteLine);
        _conditions = new(settings.Latents, _latents.Autoencoder, environment.Device);
        Check();
        using var random = new Generator(environment.Seed);
        _adapter = ControlAdapter.Create(_model.Transformer, settings.Rule(_conditions.Size), random);
        _adapter.Adapter.RequireGradients(true);
        _module = new(_adapter.Adapter);
        _teacher = settings.Teacher?.Adapter is { } file ? Teacher(file) : null;
        _captions = new(_model.Encoder, settings.Latents.Cache, Console.Error.WriteLine);
        KeepCaptions();
    }

    /// <inheritdoc/>
    public IReadOnlyList<TrainedNetwork> Networks => [new("adapter", _module, _adapter.Rule.ToJson())];

    /// <inheritdoc/>
    public long SampleCount
    {
        get
        {
            _latents.Refresh();
            KeepCaptions();
            return _latents.Count - _settings.HeldOut;
        }
    }

    /// <inheritdoc/>
    public Tensor Loss(ReadOnlySpan<long> samples, StepContext step)
    {
        var scenes = samples.ToArray().Select(s => s + _settings.HeldOut).ToArray();
        var batch = ControlBatch.Draw(_latents, _conditions, _settings, _teacher?.Rule, scenes, step.Step, step.Random);
        var u = TimestepDensity.Draw(_settings.TimestepDensity, scenes.Length, step.Random);
        return Each(batch, TimestepDensity.Shift(u, _settings.Shift), step.Random, step.Device, _settings.Teacher).Mean();
    }

    /// <inheritdoc/>
    /// <remarks>
    /// The flow loss by task, and without any condition: what the frozen model does alone. Where subjects are learned, no caption names them,
    /// and <c>flow_named</c> is the frozen model's loss with captions that do: what their names are worth.
    /// </remarks>
    public IReadOnlyDictionary<string, double> Evaluate(EvaluationContext context)
    {
        var figures = new Dictionary<string, double>();
        foreach (var task in _adapter.Rule.Tasks)
            figures[$"flow_{task.Name()}"] = Flow(task, false, context);
        figures["flow_none"] = Flow(null, false, context);
        if (_settings.ShowsSubject)
            figures["flow_named"] = Flow(null, true, context);
        return figures;
    }

    /// <inheritdoc/>
    public void DrawSamples(string path, EvaluationContext context) =>
        new ControlSheet(_model, _adapter, _latents, _conditions, _captions, _settings).Draw($"{path}.png", context);

    /// <inheritdoc/>
    public void Dispose()
    {
        _module.Dispose();
        _teacher?.Dispose();
        _conditions.Dispose();
        _latents.Dispose();
        _model.Dispose();
    }

    // Over held-out scenes, with the same noise at each call, so that they compare.
    private double Flow(ControlTask? task, bool named, EvaluationContext context)
    {
        using var random = context.NewRandom();
        var count = Math.Min(_settings.EvaluationScenes, _settings.HeldOut);
        var sum = 0.0;
        for (var done = 0; done < count; done += EvaluationBatch)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            using var scope = Tensor.Scope();
            long[] scenes = [.. Enumerable.Range(done, Math.Min(EvaluationBatch, count - done)).Select(i => (long)i)];
            var batch = ControlBatch.Plain(_latents, _conditions, _settings, task, scenes, random);
            var u = Tensor.Linspace(0.5 / scenes.Length, 1 - (0.5 / scenes.Length), scenes.Length);
            sum += Each(named ? batch with { Captions = batch.Named } : batch, TimestepDensity.Shift(u, _settings.Shift), random, context.Device).Sum().Item();
        }

        return sum / count;
    }

    // The loss of each sample. [B]
    private Tensor Each(ControlBatch batch, Tensor sigma, Generator random, Device device, ConditionTeacher? teacher = null)
    {
        var target = batch.Target.To(device);
        using var own = device == random.Device ? null : random.Fork(device);
        var noise = Tensor.RandN(target.Shape, own ?? random);
        sigma = sigma.To(device);
        var noisy = FlowMatching.Noisy(target, noise, sigma);
        var wanted = FlowMatching.Velocity(target, noise);
        if (teacher is not null)
            wanted = wanted.Lerp(Taught(), teacher.Share);
        return FlowMatching.LossEach(Answer(batch.Captions, batch.Conditions, _adapter), wanted);

        Tensor Taught()
        {
            using var noGrad = new NoGrad();
            return Answer(batch.Named, batch.Shown, _teacher);
        }

        Tensor Answer(string[] captions, IReadOnlyList<ImageCondition> conditions, ControlAdapter? adapter)
        {
            var text = FluxTexts.Of(_captions.Encode(captions), _model.Transformer.Config, _settings.Guidance, device);
            var seen = conditions.Select(c => c with { Tokens = c.Tokens.To(device), KeyMask = c.KeyMask?.To(device), Adapters = adapter!.Stack });
            using var flux = new ConditionedFlux(_model.Transformer, text, batch.Positions, [.. seen], new()
            {
                Sight = adapter?.Rule.Independent is false ? ConditionSight.Joint : ConditionSight.Independent,
                Guidance = _settings.Guidance,
            });
            return flux.Velocity(noisy, sigma);
        }
    }

    // Of scenes that are new.
    private void KeepCaptions()
    {
        var (first, count) = (_captioned, _latents.Count);
        _captions.Keep(Enumerable.Range(0, (int)(count - first)).SelectMany(i => ControlBatch.CaptionsOf(_latents, _conditions, _settings, first + i)).Prepend(""));
        _captioned = count;
    }

    private ControlAdapter Teacher(string file)
    {
        var teacher = ControlAdapter.Open(_model.Transformer, file);
        teacher.Adapter.RequireGradients(false);
        var knows = _adapter.Rule.Tasks.All(teacher.Rule.Tasks.Contains) && !teacher.Rule.Integrated && !teacher.Rule.Pruned;
        SettingException.Require(knows, "teacher", $"{file} for {string.Join(", ", teacher.Rule.Tasks.Select(t => t.Name()))}", "an adapter of whole conditions for all tasks");
        return teacher;
    }

    private void Check()
    {
        var tasks = _settings.Tasks;
        var given = string.Join(", ", tasks.Select(t => $"{t.Key.Name()} {t.Value}"));
        var isWeighted = tasks.Values.All(w => w >= 0) && tasks.Values.Any(w => w > 0);
        SettingException.Require(isWeighted, "tasks", given, "one or more with weights of 0 or more");
        SettingException.Require(tasks.Count == 1 || !tasks.ContainsKey(ControlTask.Subject), "tasks", "subject with others", "subject alone, since it lies beside the picture");
        SettingException.Require(_settings.MaxConditions >= 1 && _settings.MaxConditions <= tasks.Count, "max_conditions", _settings.MaxConditions, $"1 to {tasks.Count}, the tasks");
        if (_settings.Handover is { } handover)
        {
            var leads = handover.Steps >= 1 && !handover.From.IsPartial() && handover.From != ControlTask.Subject;
            SettingException.Require(leads, "handover", $"from {handover.From.Name()} in {handover.Steps} steps", "from a task of whole pictures, in 1 or more steps");
            var takes = !_settings.Integrated && !tasks.ContainsKey(ControlTask.Subject);
            SettingException.Require(takes, "handover", "set for subjects or known patches", "conditions that lie on the picture");
        }

        SettingException.Require(_settings.MaxCaptions is null or >= 1, "max_captions", _settings.MaxCaptions, "1 or more");
        SettingException.Require(_settings.Unnamed is >= 0 and <= 1, "unnamed", _settings.Unnamed, "0 to 1");
        if (_settings.Teacher is { } teacher)
        {
            SettingException.Require(teacher.Share is > 0 and <= 1, "teacher.share", teacher.Share, "above 0, up to 1");
            SettingException.Require(teacher.Adapter is not null || _settings.ShowsSubject, "teacher", "the frozen model alone", "an adapter that follows the same conditions, but for subjects");
            SettingException.Require(!_settings.Integrated, "teacher", "set for known patches", "whole conditions");
        }

        var hasPatches = _settings.Scale > 0 && _conditions.Size % (_conditions.Patch * _settings.Scale) == 0;
        SettingException.Require(hasPatches, "scale", _settings.Scale, $"such that pictures of {_conditions.Size} have whole patches of {_conditions.Patch} after it");
        SettingException.Require(_settings.HeldOut >= 1 && _settings.HeldOut < _latents.Count, "held_out", _settings.HeldOut, $"1 to {_latents.Count - 1}");
        var channels = 4 * _latents.Autoencoder.Config.LatentChannels;
        SettingException.Require(_model.Transformer.Config.InChannels == channels, "base", $"a model of {_model.Transformer.Config.InChannels} channels", $"{channels}, four times the latent channels");
        _ = _settings.Rule(_conditions.Size).Checked();
    }
}
