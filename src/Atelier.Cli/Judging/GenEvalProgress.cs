using Atelier.Cli.Shell;

namespace Atelier.Cli.Judging;

/// <summary>Shows how many prompts are done.</summary>
internal sealed class GenEvalProgress(StatusLine status, int prompts) : IProgress<int>
{
    public void Report(int value) => status.Show($"prompt {value}/{prompts}", (double)value / prompts);
}
