using System.Diagnostics;

namespace Atelier.Training.Runs;

/// <summary>Samples per second over a sliding window of steps.</summary>
internal sealed class SpeedMeter
{
    private const double WindowSeconds = 30;
    private readonly Queue<(long Time, long Samples)> _window = new();
    private long _last = Stopwatch.GetTimestamp();

    public SpeedMeter() => _window.Enqueue((_last, 0));

    /// <summary>Seconds spent in steps.</summary>
    public double Seconds { get; private set; }

    public double SamplesPerSecond { get; private set; }

    /// <summary>Counts the samples of a step that ends now.</summary>
    public void Add(long samples)
    {
        var now = Stopwatch.GetTimestamp();
        Seconds += Stopwatch.GetElapsedTime(_last, now).TotalSeconds;
        _last = now;
        _window.Enqueue((now, samples));
        while (_window.Count > 2 && Stopwatch.GetElapsedTime(_window.Peek().Time, now).TotalSeconds > WindowSeconds)
            _window.Dequeue();
        var span = Stopwatch.GetElapsedTime(_window.Peek().Time, now).TotalSeconds;
        SamplesPerSecond = span > 0 ? _window.Skip(1).Sum(w => w.Samples) / span : 0;
    }

    /// <summary>Leaves out the time since the last step: it went into a checkpoint or an evaluation.</summary>
    public void Pause()
    {
        var now = Stopwatch.GetTimestamp();
        var gap = now - _last;
        _last = now;
        var moved = _window.Select(w => (w.Time + gap, w.Samples)).ToArray();
        _window.Clear();
        foreach (var entry in moved)
            _window.Enqueue(entry);
    }
}
