using System.Globalization;

namespace Atelier.Training.Runs;

/// <summary>Shows progress as one line on standard error: rewritten on a terminal, every half minute elsewhere.</summary>
public sealed class TrainingConsole : IProgress<TrainingProgress>
{
    private static readonly TimeSpan OnTerminal = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan Elsewhere = TimeSpan.FromSeconds(30);
    private readonly bool _terminal = !Console.IsErrorRedirected;
    private DateTime _last;

    /// <inheritdoc/>
    public void Report(TrainingProgress value)
    {
        var now = DateTime.UtcNow;
        if (value.Event.Length == 0 && value.Step < value.Steps && now - _last < (_terminal ? OnTerminal : Elsewhere))
            return;
        _last = now;
        var line = Line(value);
        if (value.Event.Length > 0)
            Console.Error.WriteLine($"{(_terminal ? "\r\e[K" : "")}{line}  {value.Event}");
        else
            Console.Error.Write(_terminal ? $"\r\e[K{line}" : $"{line}\n");
    }

    /// <summary>Numbers of a step; those that there are not yet are left out.</summary>
    internal static string Line(TrainingProgress value)
    {
        var step = $"step {value.Step}/{value.Steps}";
        return double.IsNaN(value.Loss) ? step : string.Create(
            CultureInfo.InvariantCulture,
            $"{step}  loss {value.Loss:G4}  lr {value.LearningRate:G3}  {value.SamplesPerSecond:F1} samples/s  left {Time(value.Remaining)}");
    }

    private static string Time(TimeSpan time) => time.TotalHours >= 1
        ? $"{(long)time.TotalHours} h {time.Minutes} min"
        : time.TotalMinutes >= 1 ? $"{time.Minutes} min {time.Seconds} s" : $"{time.Seconds} s";
}
