namespace Atelier.Benchmarks;

/// <summary>One piece of work that we and the rival both do.</summary>
public interface IWorkload : IDisposable
{
    /// <summary>How the rival is told: name and sizes.</summary>
    string RivalArguments { get; }

    /// <summary>Does the work once.</summary>
    void Step();
}
