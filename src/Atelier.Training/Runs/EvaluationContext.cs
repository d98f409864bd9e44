using Atelier.Torch;

namespace Atelier.Training.Runs;

/// <summary>What a task gets to evaluate or to draw.</summary>
/// <param name="Step">Steps done.</param>
/// <param name="Device">Where the networks are.</param>
/// <param name="Cancellation">Asked to stop; checked between parts.</param>
public sealed record EvaluationContext(long Step, Device Device, CancellationToken Cancellation)
{
    /// <summary>Draws that are the same at every evaluation.</summary>
    public Generator NewRandom(ulong seed = 0) => new(seed);
}
