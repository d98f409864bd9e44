using System.Text.RegularExpressions;
using Atelier.Models.Flux;
using Atelier.Torch;
using Atelier.Training.Mini.Latents;
using Atelier.Training.Objectives;
using Atelier.Training.Runs;

namespace Atelier.Training.Mini;

/// <summary>
/// Teaches a transformer free wording by itself: for a noisy picture, its answer to a caption in free words is drawn to the answer that its frozen copy gives
/// to the plain one. Both see the same noise, so the target has none of its own, and few samples suffice.
/// </summary>
public sealed class RewordingTask : ITrainingTask
{
    private const int EvaluationBatch = 32;
    private readonly RewordingSettings _settings;
    private readonly CaptionDraws _draws;
    private readonly LatentCache _cache;
    private readonly CaptionEncoder _captions;
    private readonly FluxTransformer _network;
    private readonly FluxTransformer _teacher;
    private readonly Tensor _positions;

    /// <summary>Opens data, encoder and network, the latter twice.</summary>
    /// <exception cref="SettingException">A setting does not fit the data or the encoders.</exception>
    public RewordingTask(RewordingSettings settings, TaskEnvironment environment)
    {
        _settings = settings;
        _draws = new(settings.Styles, settings.CaptionDrop, settings.MirrorShare, settings.Reworded);
        _captions = new(settings.TextEncoder, settings.MaxTextTokens, environment.Device);
        _cache = new(settings.Latents, environment.Device, Console.Error.WriteLine);
        _teacher = TextToImageTask.Open(settings.Start, environment.Device);
        _network = TextToImageTask.Open(settings.Start, environment.Device);
        _network.Checkpointing = environment.GradientCheckpointing;
        var trained = new Regex(settings.Trained, RegexOptions.CultureInvariant);
        foreach (var (name, parameter) in _network.Parameters())
            parameter.Value.RequiresGrad = trained.IsMatch(name);
        Check();
        _positions = FluxLatents.Positions(_cache.LatentSize / 2, _cache.LatentSize / 2, environment.Device).Detached();
    }

    /// <inheritdoc/>
    public IReadOnlyList<TrainedNetwork> Networks => [new("transformer", _network, File.ReadAllText(Path.Combine(_settings.Start, "config.json")))];

    /// <inheritdoc/>
    public long SampleCount => _cache.Refresh() - _settings.HeldOut;

    /// <inheritdoc/>
    public Tensor Loss(ReadOnlySpan<long> samples, StepContext step)
    {
        var scenes = samples.ToArray().Select(s => s + _settings.HeldOut).ToArray();
        var (sides, captions) = (_draws with { Reworded = 0 }).Draw(_cache, scenes, step.Random);
        var free = _draws.Anew(captions, step.Random);
        var u = TimestepDensity.Draw(_settings.TimestepDensity, scenes.Length, step.Random);
        var noisy = new NoisyTokens(Tokens(scenes, sides), TimestepDensity.Shift(u, _settings.Shift), step.Random, step.Device);
        return FlowMatching.LossEach(Answer(_network, free, noisy), Plain(captions, noisy)).Mean();
    }

    /// <inheritdoc/>
    /// <remarks>
    /// Squared distances of velocities from the teacher's to the plain caption: <c>reworded</c> of the trained network to free words, <c>before</c> of the teacher to the same,
    /// <c>plain</c> of the trained network to the plain words, <c>other</c> of the teacher to the caption of another picture, which is what the text is worth.
    /// </remarks>
    public IReadOnlyDictionary<string, double> Evaluate(EvaluationContext context)
    {
        using var random = context.NewRandom();
        var count = Math.Min(_settings.EvaluationScenes, _settings.HeldOut);
        var sums = new Dictionary<string, double>();
        for (var done = 0; done < count; done += EvaluationBatch)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            using var scope = Tensor.Scope();
            long[] scenes = [.. Enumerable.Range(done, Math.Min(EvaluationBatch, count - done)).Select(i => (long)i)];
            string[] captions = [.. scenes.Select(s => _cache.CaptionsOf(s) is [var first, ..] ? first.Text : "")];
            var free = (_draws with { Reworded = 1 }).Anew(captions, random);
            var u = Tensor.Linspace(0.5 / scenes.Length, 1 - (0.5 / scenes.Length), scenes.Length);
            var noisy = new NoisyTokens(Tokens(scenes, new long[scenes.Length]), TimestepDensity.Shift(u, _settings.Shift), random, context.Device);
            var plain = Plain(captions, noisy);
            Add("reworded", Answer(_network, free, noisy));
            Add("before", Answer(_teacher, free, noisy));
            Add("plain", Answer(_network, captions, noisy));
            Add("other", Answer(_teacher, [.. captions[1..], captions[0]], noisy));

            void Add(string name, Tensor answer) =>
                sums[name] = sums.GetValueOrDefault(name) + (FlowMatching.LossEach(answer, plain).Sum().Item() / count);
        }

        return sums;
    }

    /// <inheritdoc/>
    /// <remarks>None: the exported model paints better ones.</remarks>
    public void DrawSamples(string path, EvaluationContext context)
    {
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _network.Dispose();
        _teacher.Dispose();
        _captions.Dispose();
        _cache.Dispose();
        _positions.Dispose();
    }

    private Tensor Plain(string[] captions, NoisyTokens noisy)
    {
        using var noGrad = new NoGrad();
        return Answer(_teacher, captions, noisy);
    }

    private Tensor Answer(FluxTransformer network, string[] captions, NoisyTokens noisy) =>
        TextToImageTask.Call(network, _captions.Encode(captions), noisy.Tokens, _positions, noisy.Sigma).Sample!;

    private Tensor Tokens(long[] scenes, long[] sides) => FluxLatents.Pack(_cache.Rows(scenes, sides).Latents.Float());

    private void Check()
    {
        var config = _network.Config;
        var channels = 4 * _cache.Autoencoder.Config.LatentChannels;
        SettingException.Require(config.InChannels == channels, "start", $"a network of {config.InChannels} channels", $"one of {channels}, four times the latent channels");
        SettingException.Require(!config.GuidanceEmbeds, "start", "a network with a guidance input", "one without");
        SettingException.Require(config.JointAttentionDim == _captions.Width, "text_encoder", $"one of width {_captions.Width}", $"one of {config.JointAttentionDim}, as the start wants");
        SettingException.Require(_settings.HeldOut >= 1 && _settings.HeldOut < _cache.Count, "held_out", _settings.HeldOut, $"1 to {_cache.Count - 1}");
        SettingException.Require(_settings.Reworded is > 0 and <= 1, "reworded", _settings.Reworded, "above 0 to 1");
        SettingException.Require(_network.Parameters().Any(p => p.Parameter.Value.RequiresGrad), "trained", _settings.Trained, "a pattern that matches parameters");
    }
}
