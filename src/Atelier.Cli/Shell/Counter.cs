namespace Atelier.Cli.Shell;

/// <summary>Hands progress on at once, on the thread that reports it.</summary>
internal sealed class Counter(Action<int> report) : IProgress<int>
{
    public void Report(int value) => report(value);
}
