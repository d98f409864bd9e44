using Atelier.Torch;

namespace Atelier.Training.Runs;

/// <summary>What a task gets for one forward pass.</summary>
public sealed class StepContext
{
    private readonly MetricMeans _metrics;

    internal StepContext(long step, Device device, Generator random, Generator? deviceRandom, MetricMeans metrics)
    {
        (Step, Device, Random, DeviceRandom) = (step, device, random, deviceRandom ?? random);
        _metrics = metrics;
    }

    /// <summary>Number of the step, from 0.</summary>
    public long Step { get; }

    /// <summary>Where the networks are.</summary>
    public Device Device { get; }

    /// <summary>Draws of this forward pass; a function of the run's seed, the step, the pass and the process.</summary>
    public Generator Random { get; }

    /// <summary>The same on the device, for noise that is needed there: on a GPU a generator of its own, else <see cref="Random"/>.</summary>
    public Generator DeviceRandom { get; }

    /// <summary>Reports a number beside the loss; the log shows its mean.</summary>
    public void Report(string name, double value) => _metrics.Add(name, value);

    /// <summary>Reports a number beside the loss; the log shows its mean.</summary>
    public void Report(string name, Tensor value) => _metrics.Add(name, value.Detach());
}
