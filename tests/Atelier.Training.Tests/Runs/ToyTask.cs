using Atelier.Torch;
using Atelier.Training.Runs;

namespace Atelier.Training.Tests.Runs;

/// <summary>Learns a fixed linear map from noisy pairs.</summary>
internal sealed class ToyTask : ITrainingTask
{
    private readonly Linear _first = new(6, 16);
    private readonly Linear _second = new(16, 3);
    private readonly ToySettings _settings;
    private readonly Pair _network;

    public ToyTask(ToySettings settings, TaskEnvironment environment)
    {
        _settings = settings;
        _network = new(_first, _second);
        using var random = new Generator(environment.Seed);
        _network.Initialize(random);
        _network.RequireGradients(true);
    }

    public static TaskRegistry Registry { get; } = new TaskRegistry().Add<ToySettings>("toy", (settings, environment) => new ToyTask(settings, environment));

    public IReadOnlyList<TrainedNetwork> Networks => [new("toy", _network, "{}")];

    public long SampleCount => _settings.Count;

    public Tensor Loss(ReadOnlySpan<long> samples, StepContext step)
    {
        if (_settings.Pause > 0)
            Thread.Sleep(_settings.Pause);
        var x = Tensor.Stack([.. samples.ToArray().Select(Input)]);
        var noise = Tensor.RandN([samples.Length, 3], step.Random);
        var target = x.Narrow(1, 0, 3) * 2 + noise * _settings.Noise;
        var y = _second.Forward(_first.Forward(x).Gelu());
        if (step.Step == _settings.BreakAt)
            y = y / 0.0;
        step.Report("size", y.Square().Mean());
        return y.MseLoss(target);
    }

    public IReadOnlyDictionary<string, double> Evaluate(EvaluationContext context)
    {
        var x = Tensor.Stack([.. Enumerable.Range(0, 8).Select(i => Input(i))]);
        var error = _second.Forward(_first.Forward(x).Gelu()).MseLoss(x.Narrow(1, 0, 3) * 2);
        return new Dictionary<string, double> { ["error"] = error.Item() };
    }

    public void DrawSamples(string path, EvaluationContext context) => File.WriteAllText($"{path}.txt", $"{context.Step}");

    public void Dispose() => _network.Dispose();

    private static Tensor Input(long sample)
    {
        using var random = new Generator((ulong)sample);
        return Tensor.RandN([6], random);
    }

    private sealed class Pair : Module
    {
        public Pair(Linear first, Linear second)
        {
            AddModule("first", first);
            AddModule("second", second);
        }
    }
}
