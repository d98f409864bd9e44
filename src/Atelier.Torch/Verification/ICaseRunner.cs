namespace Atelier.Torch.Verification;

/// <summary>Repeats recorded cases of some components with our own code.</summary>
public interface ICaseRunner
{
    /// <summary>True where this runner knows the case's component (or, without one, the form of the file).</summary>
    bool Knows(GoldenCase golden);

    /// <summary>Runs the case by its config and call, and hands every output to the report.</summary>
    void Run(GoldenCase golden, CaseReport report);
}
