namespace Atelier.Fuzzing;

/// <summary>What a run found.</summary>
/// <param name="Target">The target's name.</param>
/// <param name="Inputs">Inputs that were tried.</param>
/// <param name="Accepted">Those that were read.</param>
/// <param name="Slowest">The longest time that one took.</param>
/// <param name="MostBytes">The most memory that one allocated.</param>
/// <param name="Failures">One line per broken promise.</param>
public sealed record FuzzReport(string Target, int Inputs, int Accepted, TimeSpan Slowest, long MostBytes, IReadOnlyList<string> Failures)
{
    /// <inheritdoc/>
    public override string ToString() =>
        $"{Target}: {Inputs} inputs, {Accepted} read, {Inputs - Accepted - Failures.Count} refused, {Failures.Count} failures; " +
        $"slowest {Slowest.TotalMilliseconds:F0} ms, most memory {MostBytes >> 20} MiB";
}
