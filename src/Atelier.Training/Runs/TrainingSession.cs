using Atelier.Models.Weights;
using Atelier.Torch;
using Atelier.Torch.Weights;
using Atelier.Training.Averages;
using Atelier.Training.Optimizers;

namespace Atelier.Training.Runs;

/// <summary>Networks, optimiser and averages of a run, and one step of them.</summary>
internal sealed class TrainingSession : IDisposable
{
    private readonly TrainingConfig _config;
    private readonly TrainedTensor[] _trained;

    public TrainingSession(TrainingConfig config, TaskRegistry tasks)
    {
        _config = config;
        Device = Device.Parse(config.Device);
        Parallel = DataParallel.FromEnvironment(Device);
        if (config.Device == "cuda" && Parallel is not null)
            Device = Device.Cuda(Parallel.LocalRank);
        if (config.Minutes is not null && Parallel is not null)
            throw new SettingException("minutes is for a run of one process; the clocks of several differ.");
        if (Device.Type == DeviceType.Cuda && Device.Index >= TorchRuntime.CudaDevices)
            throw new SettingException($"device is {config.Device}; this libtorch sees {TorchRuntime.CudaDevices} GPUs.");
        Task = tasks.Create(config.Task, new(Device, Seeds.Mix(config.Seed, 0x1417), config.GradientCheckpointing));
        foreach (var network in Task.Networks)
        {
            if (config.InitFrom.TryGetValue(network.Name, out var weights))
                Load(network.Module, weights);
            network.Module.To(Device);
        }

        if (config.InitFrom.Keys.FirstOrDefault(n => Task.Networks.All(t => t.Name != n)) is { } unknown)
            throw new SettingException($"init_from names '{unknown}'; the task has {string.Join(", ", Task.Networks.Select(n => n.Name))}.");
        Parallel?.Share(Task.Networks.SelectMany(n => n.Module.Parameters()).Select(p => p.Parameter.Value));
        _trained = [.. Task.Networks.SelectMany(Trained)];
        Optimizer = CompositeOptimizer.Create(config.Optimizers, _trained);
        Averages = [.. config.Averages.Select(a => new ExponentialAverage(_trained, a))];
        Order = new(config.Seed, () => Parallel?.Least(Task.SampleCount) ?? Task.SampleCount);
    }

    /// <summary>The other processes, or null where this is the only one.</summary>
    public DataParallel? Parallel { get; }

    /// <summary>Samples of one step of all processes.</summary>
    public long SamplesPerStep => (long)_config.BatchSize * _config.Accumulate * (Parallel?.Size ?? 1);

    public Device Device { get; }

    public ITrainingTask Task { get; }

    public CompositeOptimizer Optimizer { get; }

    public IReadOnlyList<ExponentialAverage> Averages { get; }

    public SampleOrder Order { get; }

    public MetricMeans Metrics { get; } = new();

    public long TrainedCount => _trained.Sum(t => t.Value.ElementCount);

    /// <summary>One update; the loss before it.</summary>
    /// <param name="step">Number of the step, from 0.</param>
    /// <param name="scheduled">Where the schedule of the learning rates is; the step itself, if the clock does not rule.</param>
    public double Step(long step, long scheduled)
    {
        Optimizer.SetLearningRates(rate => _config.Schedule.Rate(scheduled, rate, _config.Steps));
        using var losses = Tensor.Scope();
        Tensor? sum = null;
        for (var pass = 0; pass < _config.Accumulate; pass++)
        {
            var part = Pass(step, pass) / _config.Accumulate;
            sum = sum is null ? part : sum + part;
        }

        Parallel?.Average(_trained);
        // The norm waits for the device; the loss is there by then.
        var norm = Clip();
        var loss = sum!.Item();
        loss = Parallel?.Mean(loss) ?? loss;
        RequireFinite(step, "loss", loss);
        RequireFinite(step, "grad_norm", norm);
        Optimizer.Step();
        Optimizer.ZeroGradients();
        foreach (var average in Averages)
            average.Update();
        Metrics.Add("loss", loss);
        Metrics.Add("grad_norm", norm);
        return loss;
    }

    /// <summary>Figures and sheet with the averaged weights, where there are any.</summary>
    public IReadOnlyDictionary<string, double> Evaluate(long step, string? sheet, bool figures, CancellationToken cancellation)
    {
        using var scope = Tensor.Scope();
        using var noGrad = new NoGrad();
        var context = new EvaluationContext(step, Device, cancellation);
        foreach (var network in Task.Networks)
            network.Module.Train(false);
        var found = new Dictionary<string, double>();
        if (figures && Averages.Count > 0 && Task.EvaluatesPlainWeights)
            Add("raw_");
        using var swap = Averages.Count > 0 ? Averages[0].Swap() : null;
        if (figures)
            Add("");
        if (sheet is not null)
            Task.DrawSamples(sheet, context);
        return found;

        void Add(string prefix)
        {
            foreach (var (name, value) in Task.Evaluate(context))
                found.Add(prefix + name, value);
        }
    }

    public void Dispose()
    {
        Optimizer.Dispose();
        foreach (var average in Averages)
            average.Dispose();
        Task.Dispose();
        Parallel?.Dispose();
    }

    private static IEnumerable<TrainedTensor> Trained(TrainedNetwork network) => network.Module.Parameters()
        .Where(p => p.Parameter.Value.RequiresGrad)
        .Select(p => new TrainedTensor(RunCheckpoint.FullName(network, p.Name), p.Parameter.Value));

    private static void RequireFinite(long step, string name, double value)
    {
        if (!double.IsFinite(value))
            throw new NotFiniteNumberException($"Step {step}: {name} is {value}.", value);
    }

    // Loaded values take the place of the drawn ones; their type, and whether they are trained, stay.
    private static void Load(Module module, InitialWeights weights)
    {
        using var scope = Tensor.Scope();
        using var noGrad = new NoGrad();
        var before = module.Parameters().Select(p => (p.Parameter, p.Parameter.Value.Type, p.Parameter.Value.RequiresGrad)).ToArray();
        var values = weights.Paths.Select(path =>
        {
            using var source = WeightFile.Open(path);
            StateDict.Load(module, source);
            return Array.ConvertAll(before, b => b.Parameter.Value.To(b.Type).Clone());
        }).ToArray();
        for (var i = 0; i < before.Length; i++)
        {
            var (parameter, _, trained) = before[i];
            var sum = values[0][i];
            foreach (var other in values.Skip(1))
                sum = sum + other[i];
            parameter.Value = values.Length == 1 ? sum : sum / values.Length;
            parameter.Value.RequiresGrad = trained;
        }
    }

    private Tensor Pass(long step, int pass)
    {
        using var scope = Tensor.Scope();
        var seed = Seeds.Mix(_config.Seed, 0x57E9, (ulong)step, (ulong)pass, (ulong)(Parallel?.Rank ?? 0));
        using var random = new Generator(seed);
        using var deviceRandom = Device.Type == DeviceType.Cpu ? null : new Generator(seed, Device);
        foreach (var network in Task.Networks)
            network.Module.Train();
        var context = new StepContext(step, Device, random, deviceRandom, Metrics);
        var loss = Task.Loss(NextSamples(), context);
        (_config.Accumulate > 1 ? loss / _config.Accumulate : loss).Backward();
        return scope.Keep(loss.Detach().Clone());
    }

    // Processes take their parts of one common order.
    private ReadOnlySpan<long> NextSamples() => Parallel is null
        ? Order.Next(_config.BatchSize)
        : Order.Next(_config.BatchSize * Parallel.Size).AsSpan(_config.BatchSize * Parallel.Rank, _config.BatchSize);

    private double Clip()
    {
        using var scope = Tensor.Scope();
        Tensor[] gradients = [.. _trained.Select(t => t.Value.Grad).OfType<Tensor>()];
        return _config.ClipNorm is { } limit ? GradientClipping.Clip(gradients, limit) : GradientClipping.Norm(gradients);
    }
}
