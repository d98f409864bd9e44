namespace Atelier.Training.Tests.Runs;

internal sealed record ToySettings
{
    public long Count { get; init; } = 37;

    public double Noise { get; init; } = 0.1;

    public int Pause { get; init; }

    public long BreakAt { get; init; } = -1;
}
