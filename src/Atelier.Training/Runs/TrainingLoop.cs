using System.Diagnostics;
using Atelier.Torch;

namespace Atelier.Training.Runs;

/// <summary>Steps, and what is due between them: log lines, sheets, evaluations, checkpoints.</summary>
internal sealed class TrainingLoop(TrainingConfig config, RunFolder folder, TrainingSession session, IProgress<TrainingProgress>? progress)
{
    private readonly RunCheckpoint _checkpoint = new(session.Task, session.Optimizer, session.Averages);
    private readonly SpeedMeter _speed = new();
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private long _step;
    private long _samples;
    private double _secondsBefore;
    private double _loss = double.NaN;
    private bool _judgementDue;
    private bool _over;

    public RunOutcome Run(string? from, CancellationToken cancellation)
    {
        var state = from is null ? null : Resume(from);
        if (session.Parallel is { Rank: > 0 })
            return Follow(cancellation);
        using var metrics = new JsonLines(folder.Metrics, state?.MetricsLength ?? 0);
        using var speed = new JsonLines(folder.Speed, state?.SpeedLength ?? 0);
        Tell(from is null ? $"started: {session.TrainedCount / 1e6:F2} M parameters, products in {ProductPrecision.Current}" : "resumed");
        var lastCheckpoint = Stopwatch.GetTimestamp();
        if (state is { JudgementDue: true })
            Judge(metrics, cancellation);
        _speed.Pause();
        while (Continues(cancellation))
        {
            _loss = Step();
            _over = ++_step >= config.Steps || TimePassed >= 1;
            _samples += session.SamplesPerStep;
            _speed.Add(session.SamplesPerStep);
            Tell("");
            if (_step % config.LogEvery == 0 || _over)
                Log(metrics, speed);
            Judge(metrics, cancellation);
            if (Stopwatch.GetElapsedTime(lastCheckpoint).TotalMinutes >= config.CheckpointMinutes)
            {
                Save(metrics, speed);
                lastCheckpoint = Stopwatch.GetTimestamp();
            }
        }

        Save(metrics, speed);
        return _over ? RunOutcome.Finished : RunOutcome.Stopped;
    }

    // Share of the run's time; 0 where steps alone count.
    private double TimePassed => config.Minutes is { } minutes ? (_secondsBefore + _clock.Elapsed.TotalSeconds) / (60 * minutes) : 0;

    private long Scheduled => config.Minutes is null ? _step : Math.Min((long)(TimePassed * config.Steps), config.Steps - 1);

    private double Step()
    {
        try
        {
            return session.Step(_step, Scheduled);
        }
        catch (NotFiniteNumberException error)
        {
            throw new TrainingException($"{error.Message} {RunCheckpoint.Kept(folder)} A lower learning rate, clip_norm or fp32 products may help.", error);
        }
    }

    // What processes other than the first do: the files are not theirs.
    private RunOutcome Follow(CancellationToken cancellation)
    {
        while (Continues(cancellation))
        {
            Step();
            _over = ++_step >= config.Steps;
        }

        return _over ? RunOutcome.Finished : RunOutcome.Stopped;
    }

    private bool Continues(CancellationToken cancellation)
    {
        var stop = session.Parallel?.Any(cancellation.IsCancellationRequested) ?? cancellation.IsCancellationRequested;
        return !_over && !stop;
    }

    private RunState Resume(string checkpoint)
    {
        var state = _checkpoint.Load(checkpoint);
        (_step, _samples, _secondsBefore) = (state.Step, state.Samples, state.Seconds);
        _over = _step >= config.Steps || TimePassed >= 1;
        session.Order.Restore((state.Epoch, state.EpochOffset, state.EpochSize));
        session.Metrics.Load(state.Pending);
        return state;
    }

    private void Log(JsonLines metrics, JsonLines speed)
    {
        var rate = session.Optimizer.Parts[0].LearningRate;
        metrics.Write([new("step", _step), new("samples", _samples), new("lr", rate), .. session.Metrics.Take().Select(m => KeyValuePair.Create(m.Key, (object)m.Value))]);
        speed.Write([new("step", _step), new("seconds", _secondsBefore + _speed.Seconds), new("samples_per_second", _speed.SamplesPerSecond)]);
    }

    private void Judge(JsonLines metrics, CancellationToken cancellation)
    {
        var draws = config.SampleEvery > 0 && (_over || _step % config.SampleEvery == 0);
        var measures = config.EvaluateEvery > 0 && (_over || _step % config.EvaluateEvery == 0);
        if (!draws && !measures)
            return;
        Directory.CreateDirectory(folder.Samples);
        IReadOnlyDictionary<string, double> figures;
        _judgementDue = true;
        try
        {
            figures = session.Evaluate(_step, draws ? Path.Combine(folder.Samples, $"step-{_step:D9}") : null, measures, cancellation);
        }
        catch (OperationCanceledException)
        {
            // It is made up for when the run is resumed.
            return;
        }

        _judgementDue = false;
        _speed.Pause();
        if (figures.Count == 0)
            return;
        metrics.Write([new("step", _step), .. figures.OrderBy(f => f.Key, StringComparer.Ordinal).Select(f => KeyValuePair.Create($"eval_{f.Key}", (object)f.Value))]);
        Tell(string.Join(", ", figures.Select(f => $"{f.Key} {f.Value:G4}")));
    }

    private void Save(JsonLines metrics, JsonLines speed)
    {
        var (epoch, offset, size) = session.Order.Position;
        _checkpoint.Save(folder, new()
        {
            Step = _step,
            Samples = _samples,
            Seconds = _secondsBefore + _speed.Seconds,
            Epoch = epoch,
            EpochOffset = offset,
            EpochSize = size,
            MetricsLength = metrics.Length,
            SpeedLength = speed.Length,
            Pending = session.Metrics.Save(),
            JudgementDue = _judgementDue,
            AverageUpdates = [.. session.Averages.Select(a => a.Updates)],
        });
        MetricsChart.Write(folder.Metrics, folder.Chart, Path.GetFileName(Path.GetFullPath(folder.Path)));
        _speed.Pause();
        Tell("checkpoint");
    }

    private void Tell(string what)
    {
        var left = config.Minutes is { } minutes ? 60 * minutes * (1 - TimePassed)
            : _speed.SamplesPerSecond > 0
            ? (config.Steps - _step) * (double)session.SamplesPerStep / _speed.SamplesPerSecond
            : 0;
        progress?.Report(new(
            _step, config.Steps, _loss, session.Optimizer.Parts[0].LearningRate, _speed.SamplesPerSecond,
            TimeSpan.FromSeconds(Math.Min(left, 1e8)), what));
    }
}
