using Atelier.Torch;
using Atelier.Training.Mini;
using Atelier.Training.Mini.Latents;
using Atelier.Training.Objectives;
using Atelier.Training.Runs;

namespace Atelier.Systems.Preference;

/// <summary>Tunes a network by pairs against a frozen copy of its start. (Diffusion-DPO: Wallace et al. 2023, arXiv 2311.12908)</summary>
/// <remarks>Both sides of a pair share noise and timesteps, and so do the network and its copy; nothing is dropped at random, so that at first all margins are 0.</remarks>
public abstract class PreferenceTask : ITrainingTask
{
    private const int EvaluationBatch = 16;
    private readonly PreferenceSettings _settings;
    private readonly PreferencePairs _pairs;

    private protected PreferenceTask(PreferenceSettings settings, TaskEnvironment environment, int maxTextTokens)
    {
        _settings = settings;
        Encoder = new(settings.TextEncoder, maxTextTokens, environment.Device);
        Cache = new(settings.Latents, environment.Device, Console.Error.WriteLine);
        _pairs = new(Cache, settings, Console.Error.WriteLine);
        SettingException.Require(settings.HeldOut >= 1 && settings.HeldOut < _pairs.Count, "held_out", settings.HeldOut, $"1 to {_pairs.Count - 1}, one less than there are pairs");
        SettingException.Require(settings.Beta > 0, "beta", settings.Beta, "above 0");
        SettingException.Require(settings.CaptionDrop is >= 0 and < 1, "caption_drop", settings.CaptionDrop, "0 to less than 1");
    }

    /// <inheritdoc/>
    public abstract IReadOnlyList<TrainedNetwork> Networks { get; }

    /// <inheritdoc/>
    public bool EvaluatesPlainWeights => true;

    /// <inheritdoc/>
    public long SampleCount => _pairs.Count - _settings.HeldOut;

    private protected CaptionEncoder Encoder { get; }

    private protected LatentCache Cache { get; }

    /// <inheritdoc/>
    public Tensor Loss(ReadOnlySpan<long> samples, StepContext step)
    {
        var batch = Dropped(_pairs.Read([.. samples.ToArray().Select(s => s + _settings.HeldOut)]), step.Random);
        if (_settings.Control == PreferenceControl.Sft)
            return Imitate(batch.Winners.To(step.Device), batch.Captions, step);
        var loss = Compare(batch, step.Random, step.Device);
        foreach (var (name, value) in Figures(loss))
            step.Report(name, value);
        return loss.Loss;
    }

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, double> Evaluate(EvaluationContext context)
    {
        using var random = context.NewRandom();
        var count = Math.Min(_settings.EvaluationPairs, _settings.HeldOut);
        var sums = new Dictionary<string, double>();
        for (var done = 0; done < count; done += EvaluationBatch)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            using var scope = Tensor.Scope();
            var size = Math.Min(EvaluationBatch, count - done);
            var loss = Compare(_pairs.Read([.. Enumerable.Range(done, size).Select(i => (long)i)]), random, context.Device);
            foreach (var (name, value) in Figures(loss).Append(("dpo", loss.Loss.Item())))
                sums[name] = sums.GetValueOrDefault(name) + (value * size / count);
        }

        return sums;
    }

    /// <inheritdoc/>
    public virtual void DrawSamples(string path, EvaluationContext context)
    {
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Frees networks, data and encoder.</summary>
    protected virtual void Dispose(bool disposing)
    {
        _pairs.Dispose();
        Encoder.Dispose();
        Cache.Dispose();
    }

    /// <summary>The loss of pairs: the network against its frozen copy.</summary>
    private protected abstract PreferenceLoss Compare(PreferenceBatch batch, Generator random, Device device);

    /// <summary>The plain training loss of some pictures.</summary>
    private protected abstract Tensor Imitate(Tensor latents, string[] captions, StepContext step);


    private PreferenceBatch Dropped(PreferenceBatch batch, Generator random)
    {
        var draws = Tensor.Rand([batch.Count], random).ToFloats();
        return batch with { Captions = [.. batch.Captions.Select((c, i) => draws[i] < _settings.CaptionDrop ? "" : c)] };
    }

    // The loss alone says little: errors of both sides that rise together are the usual failure.
    private static IEnumerable<(string Name, double Value)> Figures(PreferenceLoss loss)
    {
        var pairs = loss.Inside.Size(0);
        yield return ("implicit_accuracy", loss.ImplicitAccuracy.Item());
        yield return ("margin", loss.Inside.Mean().Detach().Item());
        foreach (var (name, losses) in new[] { ("error", loss.ModelLosses), ("reference_error", loss.ReferenceLosses) })
        {
            yield return ($"{name}_winner", losses.Narrow(0, 0, pairs).Mean().Detach().Item());
            yield return ($"{name}_loser", losses.Narrow(0, pairs, pairs).Mean().Detach().Item());
        }
    }
}
