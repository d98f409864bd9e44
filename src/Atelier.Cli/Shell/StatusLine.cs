using System.Diagnostics;
using System.Globalization;

namespace Atelier.Cli.Shell;

/// <summary>One line of progress with the time left: redrawn in place on a terminal, now and then elsewhere.</summary>
internal sealed class StatusLine(Terminal terminal) : IDisposable
{
    private static readonly TimeSpan OnTerminal = TimeSpan.FromSeconds(0.1);
    private static readonly TimeSpan Elsewhere = TimeSpan.FromSeconds(15);

    private long _start = Stopwatch.GetTimestamp();
    private TimeSpan _last = TimeSpan.Zero;
    private double _fraction;
    private bool _drawn;

    /// <summary>Shows a state.</summary>
    /// <param name="text">What is done.</param>
    /// <param name="fraction">Share of the whole, 0 to 1; from it follows the time left.</param>
    public void Show(string text, double fraction)
    {
        // A smaller share is that of another piece of work.
        if (fraction < _fraction)
            (_start, _last) = (Stopwatch.GetTimestamp(), TimeSpan.Zero);
        _fraction = fraction;
        var elapsed = Stopwatch.GetElapsedTime(_start);
        // Work of a second needs no progress, so nothing is drawn in the beginning either.
        if (terminal.IsQuiet || elapsed - _last < (terminal.IsLive ? OnTerminal : Elsewhere))
            return;
        _last = elapsed;
        var left = fraction > 0 ? elapsed * ((1 - fraction) / fraction) : TimeSpan.Zero;
        var line = string.Create(CultureInfo.InvariantCulture, $"{text}  {fraction:P0}  {Time(left)} left");
        terminal.Draw(terminal.IsLive ? $"\r\e[K{line}" : $"{line}\n");
        _drawn = terminal.IsLive;
    }

    /// <summary>Takes the line away.</summary>
    public void Dispose() => Clear();

    /// <summary>Takes the line away, so that something else can be written.</summary>
    public void Clear()
    {
        if (_drawn)
            terminal.Draw("\r\e[K");
        _drawn = false;
    }

    internal static string Time(TimeSpan time) => time.TotalHours >= 1
        ? $"{(long)time.TotalHours} h {time.Minutes} min"
        : time.TotalMinutes >= 1 ? $"{time.Minutes} min {time.Seconds} s" : $"{time.Seconds} s";
}
