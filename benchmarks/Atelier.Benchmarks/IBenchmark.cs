namespace Atelier.Benchmarks;

/// <summary>Something to measure, by name.</summary>
public interface IBenchmark
{
    /// <summary>The name on the command line.</summary>
    string Name { get; }

    /// <summary>What is measured, with its sizes.</summary>
    string Work { get; }

    /// <summary>False where it takes so much time and disk that it runs only when it is asked for by name.</summary>
    bool IsUsual => true;

    /// <summary>Measures.</summary>
    /// <param name="note">Takes lines for the person who waits.</param>
    /// <param name="cancellation">Takes effect between two runs.</param>
    BenchmarkResult Run(Action<string> note, CancellationToken cancellation);
}
