using Atelier.Cli.Shell;

namespace Atelier.Cli.Teaching;

/// <summary>Shows how many pictures of a set are painted.</summary>
internal sealed class PaintProgress(StatusLine status, int pictures) : IProgress<int>
{
    public void Report(int value) => status.Show($"picture {value}/{pictures}", (double)value / pictures);
}
