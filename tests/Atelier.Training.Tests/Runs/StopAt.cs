using Atelier.Training.Runs;

namespace Atelier.Training.Tests.Runs;

/// <summary>Asks for a stop when a step is done.</summary>
internal sealed class StopAt(long step, CancellationTokenSource source) : IProgress<TrainingProgress>
{
    public void Report(TrainingProgress value)
    {
        if (value.Step == step)
            source.Cancel();
    }
}
