using Atelier.Cli.Shell;

namespace Atelier.Cli.Judging;

/// <summary>Shows how many of something are done.</summary>
internal sealed class CountProgress(StatusLine status, string what, int total) : IProgress<int>
{
    public void Report(int value) => status.Show($"{what} {value}/{total}", (double)value / total);
}
