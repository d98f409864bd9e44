using Atelier.Models.Flux;
using Atelier.Models.Text;
using Atelier.Torch;
using Atelier.Training.Mini;
using Atelier.Training.Objectives;
using Atelier.Training.Runs;

namespace Atelier.Systems.Preference;

/// <summary>Tunes a FLUX transformer by pairs: errors of velocities take the place of errors of noise.</summary>
public sealed class FlowPreferenceTask : PreferenceTask
{
    private readonly FlowPreferenceSettings _settings;
    private readonly FluxTransformer _network;
    private readonly FluxTransformer _reference;
    private readonly Tensor _positions;

    /// <summary>Opens the network twice, pairs and encoders.</summary>
    /// <exception cref="SettingException">A setting does not fit the data.</exception>
    public FlowPreferenceTask(FlowPreferenceSettings settings, TaskEnvironment environment)
        : base(settings, environment, settings.MaxTextTokens)
    {
        _settings = settings;
        _network = TextToImageTask.Open(settings.Start, environment.Device);
        _network.Checkpointing = environment.GradientCheckpointing;
        _network.RequireGradients(true);
        _reference = TextToImageTask.Open(settings.Start, environment.Device);
        var channels = 4 * Cache.Autoencoder.Config.LatentChannels;
        SettingException.Require(_network.Config.InChannels == channels, "start", $"a network of {_network.Config.InChannels} channels", $"one of {channels}, four times the latent channels");
        SettingException.Require(!_network.Config.GuidanceEmbeds, "start", "a network with a guidance input", "one without");
        _ = PreferenceLoss.Beta(1, settings.BetaSchedule, Tensor.Zeros([1]));
        _positions = FluxLatents.Positions(Cache.LatentSize / 2, Cache.LatentSize / 2, environment.Device).Detached();
    }

    /// <inheritdoc/>
    public override IReadOnlyList<TrainedNetwork> Networks => [new("transformer", _network, File.ReadAllText(Path.Combine(_settings.Start, "config.json")))];

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _network.Dispose();
        _reference.Dispose();
        _positions.Dispose();
        base.Dispose(disposing);
    }

    private protected override PreferenceLoss Compare(PreferenceBatch batch, Generator random, Device device)
    {
        var data = FluxLatents.Pack(batch.Latents.To(device)); // [2 P, N, 4 C]
        var sigma = Sigma(batch.Count, random).To(device);
        var noise = Tensor.RandN([batch.Count, .. data.Shape[1..]], random).To(device);
        var (both, same) = (Tensor.Cat([sigma, sigma]), Tensor.Cat([noise, noise]));
        var noisy = FlowMatching.Noisy(data, same, both);
        var encoded = Encoder.Encode(batch.Captions);
        var text = new TextStates(encoded.Tokens.Repeat(2, 1, 1), encoded.Mask.Repeat(2, 1), encoded.Pooled.Repeat(2, 1));
        Tensor Frozen()
        {
            using var noGrad = new NoGrad();
            return TextToImageTask.Call(_reference, text, noisy, _positions, both).Sample!;
        }

        return PreferenceLoss.Compute(
            TextToImageTask.Call(_network, text, noisy, _positions, both).Sample!,
            Frozen(),
            FlowMatching.Velocity(data, same),
            PreferenceLoss.Beta(_settings.Beta, _settings.BetaSchedule, sigma));
    }

    private protected override Tensor Imitate(Tensor latents, string[] captions, StepContext step)
    {
        var data = FluxLatents.Pack(latents);
        var sigma = Sigma(captions.Length, step.Random).To(step.Device);
        var noise = Tensor.RandN(data.Shape, step.Random).To(step.Device);
        var velocity = TextToImageTask.Call(_network, Encoder.Encode(captions), FlowMatching.Noisy(data, noise, sigma), _positions, sigma).Sample!;
        return FlowMatching.LossEach(velocity, FlowMatching.Velocity(data, noise)).Mean();
    }

    private Tensor Sigma(int count, Generator random) => TimestepDensity.Shift(
        TimestepDensity.Draw(_settings.TimestepDensity, count, random, _settings.LogitMean, _settings.LogitStd), _settings.Shift);
}
