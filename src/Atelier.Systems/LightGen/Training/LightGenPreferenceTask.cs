using Atelier.Models.Mar;
using Atelier.Systems.Preference;
using Atelier.Torch;
using Atelier.Training.Objectives;
using Atelier.Training.Runs;

namespace Atelier.Systems.LightGen.Training;

/// <summary>Tunes LightGen by pairs: same mask, order, timesteps and noise for both sides and both networks, errors of the noise alone.</summary>
/// <remarks>
/// The variational part of the loss is left out: at the largest timestep it is some 700 times the squared error and would drown the preference.
/// </remarks>
public sealed class LightGenPreferenceTask : PreferenceTask
{
    private readonly LightGenPreferenceSettings _settings;
    private readonly LightGenTransformer _network;
    private readonly LightGenTransformer _reference;
    private readonly CaptionStates _captions;
    private readonly MaskedTraining _training;
    private readonly MaskedTraining _frozen;

    /// <summary>Opens the network twice, pairs and encoders.</summary>
    /// <exception cref="SettingException">A setting does not fit the data.</exception>
    public LightGenPreferenceTask(LightGenPreferenceSettings settings, TaskEnvironment environment)
        : this(settings, environment, Open(settings.Start, environment.Device))
    {
    }

    private LightGenPreferenceTask(LightGenPreferenceSettings settings, TaskEnvironment environment, LightGenTransformer network)
        : base(settings, environment, network.TextLength)
    {
        (_settings, _network) = (settings, network);
        LightGenChecks.Network((LightGenConfig)network.Sizes, Cache, Encoder.Width, halfSize: false);
        SettingException.Require(settings.Repeats >= 1, "repeats", settings.Repeats, "1 or more");
        SettingException.Require(settings.LeastHidden is >= 0 and < 1, "least_hidden", settings.LeastHidden, "0 to less than 1");
        _network.RequireGradients(true);
        _reference = Open(settings.Start, environment.Device);
        _captions = new(Encoder, (LightGenConfig)network.Sizes);
        _training = new(_network, new(_network.Head), settings.Repeats);
        _frozen = new(_reference, new(_reference.Head), settings.Repeats);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<TrainedNetwork> Networks => [new("transformer", _network, NetworkJson.Of(nameof(LightGenTransformer), (LightGenConfig)_network.Sizes))];

    /// <inheritdoc/>
    public override void DrawSamples(string path, EvaluationContext context)
    {
        var sheet = new LightGenSheet(_network, Cache.Autoencoder, Cache.LatentSize, _settings.Sheet);
        sheet.Write(path, _settings.SheetPrompts, prompt => _captions.Encode([prompt]), context);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _network.Dispose();
        _reference.Dispose();
        base.Dispose(disposing);
    }

    private protected override PreferenceLoss Compare(PreferenceBatch batch, Generator random, Device device)
    {
        var latents = batch.Latents.To(device); // [2 P, C, h, w]
        var draw = _training.Draw(batch.Winners.To(device), random, _settings.LeastHidden, _settings.OneTimestep).Repeated(2);
        var states = _captions.Encode(batch.Captions);
        var empty = Tensor.From([.. batch.Captions.Select(c => c.Length == 0)], batch.Count).To(device);
        return PreferenceLoss.Compute(
            Predict(_network, _training),
            Frozen(),
            draw.Noise,
            PreferenceLoss.Beta(_settings.Beta, "constant", Tensor.Zeros([batch.Count], device: device)));

        // [2 P, rows, token channels]
        Tensor Predict(LightGenTransformer network, MaskedTraining training)
        {
            var condition = network.Dropped(network.TextCondition(states), empty);
            return training.LossesOfHidden(latents, condition.Repeat(2, 1, 1), draw).PredictedNoise;
        }

        Tensor Frozen()
        {
            using var noGrad = new NoGrad();
            return Predict(_reference, _frozen);
        }
    }

    private protected override Tensor Imitate(Tensor latents, string[] captions, StepContext step)
    {
        var empty = Tensor.From([.. captions.Select(c => c.Length == 0)], captions.Length).To(step.Device);
        var condition = _network.Dropped(_network.TextCondition(_captions.Encode(captions)), empty);
        var losses = _training.LossesOfHidden(latents, condition, _training.Draw(latents, step.Random, _settings.LeastHidden, _settings.OneTimestep)).Losses;
        step.Report("mse", losses.SquaredError.Mean());
        return losses.Total.Mean();
    }

    private static LightGenTransformer Open(string folder, Device device)
    {
        var model = MaskedCheckpoint.Open(folder);
        if (model is not LightGenTransformer network)
        {
            model.Dispose();
            throw new SettingException($"task: start is {model.GetType().Name}; allowed: {nameof(LightGenTransformer)}.");
        }

        network.To(device, ScalarType.Float32);
        return network;
    }
}
