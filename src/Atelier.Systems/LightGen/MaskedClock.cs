using System.Diagnostics;

namespace Atelier.Systems.LightGen;

/// <summary>Adds up the time of a generation's two parts. Work on a GPU that was not waited for is counted where it is waited for.</summary>
public sealed class MaskedClock
{
    private long _since;

    /// <summary>All runs of the transformer.</summary>
    public TimeSpan Transformer { get; private set; }

    /// <summary>All diffusion steps of the head.</summary>
    public TimeSpan Head { get; private set; }

    internal void Start() => _since = Stopwatch.GetTimestamp();

    internal void TransformerDone()
    {
        Transformer += Stopwatch.GetElapsedTime(_since);
        _since = Stopwatch.GetTimestamp();
    }

    internal void HeadDone() => Head += Stopwatch.GetElapsedTime(_since);
}
