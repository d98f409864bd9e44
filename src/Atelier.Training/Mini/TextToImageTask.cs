using Atelier.Imaging;
using Atelier.Models.Configs;
using Atelier.Models.Flux;
using Atelier.Models.Streams;
using Atelier.Models.Text;
using Atelier.Models.Weights;
using Atelier.Torch;
using Atelier.Torch.Weights;
using Atelier.Training.Mini.Latents;
using Atelier.Training.Objectives;
using Atelier.Training.Runs;

namespace Atelier.Training.Mini;

/// <summary>Trains a FLUX transformer on encoded pictures and their captions by flow matching.</summary>
public sealed class TextToImageTask : ITrainingTask
{
    private const int EvaluationBatch = 32;

    // Reading the losses of a batch one by one waits for a GPU.
    private const int NoiseReportEvery = 5;
    private readonly TextToImageSettings _settings;
    private readonly CaptionDraws _draws;
    private readonly LatentCache _cache;
    private readonly CaptionEncoder _captions;
    private readonly FluxTransformer _network;
    private readonly TokenHead? _head;
    private readonly LatentStage _whole;
    private readonly LatentStage _coarse;

    /// <summary>Opens data and encoders, encodes pictures where that is missing, and makes the network.</summary>
    /// <exception cref="SettingException">A setting does not fit the data or the encoders.</exception>
    public TextToImageTask(TextToImageSettings settings, TaskEnvironment environment)
    {
        _settings = settings;
        _draws = new(settings.Styles, settings.CaptionDrop, settings.MirrorShare, settings.Reworded);
        _captions = new(settings.TextEncoder, settings.MaxTextTokens, environment.Device);
        _cache = new(settings.Latents, environment.Device, Console.Error.WriteLine);
        Check();
        using var random = new Generator(environment.Seed);
        _network = new(settings.Network) { Checkpointing = environment.GradientCheckpointing };
        _network.Initialize(random);
        _network.RequireGradients(true);
        _head = settings.TokenHead is null ? null : new(settings.Network.Width);
        _head?.Initialize(random);
        _head?.RequireGradients(true);
        _whole = LatentStage.Whole(_cache.LatentSize, settings.Shift, environment.Device);
        _coarse = LatentStage.Coarse(_cache.LatentSize, settings.Shift, environment.Device);
    }

    /// <inheritdoc/>
    public IReadOnlyList<TrainedNetwork> Networks => _head is null
        ? [Transformer]
        : [Transformer, new("token_head", _head)];

    /// <inheritdoc/>
    public long SampleCount => _cache.Refresh() - _settings.HeldOut;

    private TrainedNetwork Transformer => new("transformer", _network, NetworkJson.Of("FluxTransformer2DModel", _settings.Network));

    /// <inheritdoc/>
    public Tensor Loss(ReadOnlySpan<long> samples, StepContext step)
    {
        var shifted = samples.ToArray().Select(s => s + _settings.HeldOut).ToArray();
        var stage = StageOf(step.Step);
        var batch = stage.Of(LatentBatch.Draw(_cache, shifted, _draws, step.Random));
        var u = TimestepDensity.Draw(_settings.TimestepDensity, samples.Length, step.Random, _settings.LogitMean, _settings.LogitStd);
        var sigma = TimestepDensity.Shift(u, stage.Shift);
        var (each, tokens) = Forward(batch, stage.Positions, sigma, step.DeviceRandom, step.Device);
        if (step.Step % NoiseReportEvery == 0)
            ReportByNoise(step, each, sigma);
        var loss = each.Mean();
        if (_head is null)
            return loss;

        step.Report("flow", loss);
        return loss + _head.Loss(tokens!, batch.Labels.To(step.Device), _settings.TokenHead!, step);
    }

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, double> Evaluate(EvaluationContext context)
    {
        using var random = context.NewRandom();
        var stage = StageOf(context.Step - 1);
        var count = Math.Min(_settings.EvaluationScenes, _settings.HeldOut);
        var (sum, done) = (0.0, 0);
        for (; done < count; done += EvaluationBatch)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            using var scope = Tensor.Scope();
            var size = Math.Min(EvaluationBatch, count - done);
            var batch = stage.Of(LatentBatch.Plain(_cache, done, size));
            // Evenly spread noise levels instead of draws: less variance between evaluations of different data.
            var u = Tensor.Linspace(0.5 / size, 1 - (0.5 / size), size);
            var (each, _) = Forward(batch, stage.Positions, TimestepDensity.Shift(u, stage.Shift), random, context.Device);
            sum += each.Sum().Item();
        }

        return new Dictionary<string, double> { ["flow"] = sum / count };
    }

    /// <inheritdoc/>
    public void DrawSamples(string path, EvaluationContext context)
    {
        if (_settings.SheetPrompts.Count == 0)
            return;
        var stage = StageOf(context.Step - 1);
        var sampler = new SheetSampler(_network, _cache.Autoencoder, stage, _settings);
        var entries = new List<ContactSheetEntry>();
        foreach (var prompt in _settings.SheetPrompts)
        {
            using var scope = Tensor.Scope();
            var pictures = sampler.Draw(_captions.Encode(["", prompt]), context);
            entries.AddRange(pictures.Select((picture, i) => new ContactSheetEntry(picture, i == 0 ? prompt : "")));
        }

        var size = stage.Size * _cache.Autoencoder.Config.Stride;
        PictureFile.Save(ContactSheet.Make(entries, new() { Columns = _settings.SheetColumns, CellSize = size, Gap = 6, CaptionLines = 3 }), $"{path}.png");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _network.Dispose();
        _head?.Dispose();
        _captions.Dispose();
        _cache.Dispose();
        _whole.Dispose();
        _coarse.Dispose();
    }

    private LatentStage StageOf(long step) => step < _settings.CoarseSteps ? _coarse : _whole;

    /// <summary>A trained transformer in single precision, as another task starts from it.</summary>
    /// <param name="folder">Its config and weights; quantised ones are opened as well.</param>
    /// <param name="device">Where it shall be.</param>
    /// <exception cref="WeightException">The weights do not fit the config.</exception>
    public static FluxTransformer Open(string folder, Device device)
    {
        var network = new FluxTransformer(ModelConfig.Open<FluxConfig>(folder));
        using var source = WeightFile.Open(folder);
        StateDict.Load(network, source);
        network.To(device, ScalarType.Float32);
        return network;
    }

    /// <summary>One call of the transformer with text and image streams.</summary>
    /// <param name="network">The transformer.</param>
    /// <param name="text">Encoded captions.</param>
    /// <param name="image">Noisy tokens, [B, N, C].</param>
    /// <param name="positions">Of the image tokens, [N, 3].</param>
    /// <param name="sigma">Noise levels, [B].</param>
    /// <param name="options">What else the call does.</param>
    public static FluxResult Call(FluxTransformer network, TextStates text, Tensor image, Tensor positions, Tensor sigma, FluxOptions? options = null)
    {
        var conditioning = new Conditioning(sigma, Pooled: network.Config.PooledProjectionDim > 0 ? text.Pooled : null);
        var words = new TokenStream(StreamKind.Text, text.Tokens, FluxLatents.TextPositions(text.Tokens.Size(1)), conditioning)
        {
            KeyMask = text.Mask,
        };
        return network.Forward([words, new(StreamKind.Image, image, positions, conditioning)], options);
    }

    // The loss of each sample [B], and the tokens that the head reads.
    private (Tensor Each, Tensor? Tokens) Forward(LatentBatch batch, Tensor positions, Tensor sigma, Generator random, Device device)
    {
        var data = batch.Tokens.To(device);
        var noise = Tensor.RandN(data.Shape, random).To(device);
        sigma = sigma.To(device);
        Tensor? tokens = null;
        var options = _head is null ? null : new FluxOptions
        {
            Observe = (stage, index, streams) =>
            {
                var layer = stage == FluxStage.DoubleBlock ? index : stage == FluxStage.SingleBlock ? _settings.Network.NumLayers + index : -1;
                if (layer == _settings.TokenHead!.Layer - 1)
                    tokens = streams[1];
            },
        };
        var text = _captions.Encode(batch.Captions);
        var velocity = Call(_network, text, FlowMatching.Noisy(data, noise, sigma), positions, sigma, options).Sample!;
        return (FlowMatching.LossEach(velocity, FlowMatching.Velocity(data, noise)), tokens);
    }

    private static void ReportByNoise(StepContext step, Tensor each, Tensor sigma)
    {
        var (losses, levels) = (each.Detach().ToFloats(), sigma.ToFloats());
        for (var i = 0; i < losses.Length; i++)
            step.Report(levels[i] < 0.5 ? "flow_low_noise" : levels[i] < 0.85 ? "flow_mid_noise" : "flow_high_noise", losses[i]);
    }

    private void Check()
    {
        var network = _settings.Network.Checked();
        var channels = 4 * _cache.Autoencoder.Config.LatentChannels;
        SettingException.Require(network.InChannels == channels, "network.in_channels", network.InChannels, $"{channels}, four times the latent channels");
        SettingException.Require(network.JointAttentionDim == _captions.Width, "network.joint_attention_dim", network.JointAttentionDim, $"{_captions.Width}, the text encoder's width");
        SettingException.Require(network.PooledProjectionDim is 0 || network.PooledProjectionDim == _captions.Width, "network.pooled_projection_dim", network.PooledProjectionDim, $"0 or {_captions.Width}");
        SettingException.Require(_settings.CoarseSteps == 0 || _cache.LatentSize % 4 == 0, "coarse_steps", _settings.CoarseSteps, $"0 for latents of {_cache.LatentSize}, no multiple of 4");
        SettingException.Require(!network.GuidanceEmbeds, "network.guidance_embeds", true, "false");
        SettingException.Require(_settings.HeldOut >= 1 && _settings.HeldOut < _cache.Count, "held_out", _settings.HeldOut, $"1 to {_cache.Count - 1}");
        var layers = network.NumLayers + network.NumSingleLayers;
        SettingException.Require(_settings.TokenHead is null || (_settings.TokenHead.Layer >= 1 && _settings.TokenHead.Layer <= layers), "token_head.layer", _settings.TokenHead?.Layer, $"1 to {layers}");
        SettingException.Require(_settings.Reworded is >= 0 and <= 1, "reworded", _settings.Reworded, "0 to 1");
        string[] styles = Enum.GetNames<Diorama.Captions.CaptionStyle>();
        SettingException.Require(_settings.Styles.Count > 0 && _settings.Styles.All(s => styles.Contains(s.Key) && s.Value >= 0), "styles", string.Join(", ", _settings.Styles.Keys), string.Join(", ", styles));
    }
}
