using System.Diagnostics;

namespace Atelier.Torch;

/// <summary>Counts the operations of products on its thread, and the time they take, until it is disposed.</summary>
/// <remarks>A multiplication with its addition is two operations. Times are the call's, so they mean something on the CPU only.</remarks>
public sealed class ProductTally : IDisposable
{
    [ThreadStatic]
    private static ProductTally? _current;

    private readonly ProductTally? _outer = _current;
    private readonly double[] _operations = new double[Enum.GetValues<ProductKind>().Length];
    private readonly double[] _seconds = new double[Enum.GetValues<ProductKind>().Length];

    /// <summary>Begins to count.</summary>
    public ProductTally() => _current = this;

    /// <summary>All operations.</summary>
    public double Operations => _operations.Sum();

    /// <summary>Operations of a kind.</summary>
    public double OperationsOf(ProductKind kind) => _operations[(int)kind];

    /// <summary>Seconds of a kind.</summary>
    public double SecondsOf(ProductKind kind) => _seconds[(int)kind];

    /// <summary>Ends the count.</summary>
    public void Dispose() => _current = _outer;

    /// <summary>Makes a product and counts it where someone counts.</summary>
    /// <param name="kind">What it is.</param>
    /// <param name="make">Makes it.</param>
    /// <param name="operations">Operations, from the result.</param>
    internal static Tensor Count(ProductKind kind, Func<Tensor> make, Func<Tensor, double> operations) => Try(kind, make, operations)!;

    /// <summary>Makes a product that may not apply, and counts it where it did and someone counts.</summary>
    internal static Tensor? Try(ProductKind kind, Func<Tensor?> make, Func<Tensor, double> operations)
    {
        if (_current is not { } tally)
            return make();
        var start = Stopwatch.GetTimestamp();
        var result = make();
        if (result is null)
            return null;
        tally._seconds[(int)kind] += Stopwatch.GetElapsedTime(start).TotalSeconds;
        tally._operations[(int)kind] += operations(result);
        return result;
    }
}
