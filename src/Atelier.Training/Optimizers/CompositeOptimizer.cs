using Atelier.Torch;
using Atelier.Torch.Weights;

namespace Atelier.Training.Optimizers;

/// <summary>Several optimisers, each with its own parameters: Muon for matrices and AdamW for the rest, say.</summary>
public sealed class CompositeOptimizer : IDisposable
{
    private CompositeOptimizer(IReadOnlyList<Optimizer> parts) => Parts = parts;

    /// <summary>The optimisers, in order of the configs that got parameters.</summary>
    public IReadOnlyList<Optimizer> Parts { get; }

    /// <summary>All trained values.</summary>
    public IEnumerable<TrainedTensor> Parameters => Parts.SelectMany(p => p.Parameters);

    /// <summary>Gives every parameter to the first config that takes it.</summary>
    /// <exception cref="ArgumentException">A parameter is taken by none, or a config takes none.</exception>
    public static CompositeOptimizer Create(IReadOnlyList<OptimizerConfig> configs, IEnumerable<TrainedTensor> parameters)
    {
        var taken = configs.Select(_ => new List<TrainedTensor>()).ToArray();
        foreach (var parameter in parameters)
        {
            var index = configs.TakeWhile(c => !c.Takes(parameter)).Count();
            if (index == configs.Count)
                throw new ArgumentException($"No optimizer takes parameter '{parameter.Name}' {parameter.Value.Describe()}; add one without a pattern.");
            taken[index].Add(parameter);
        }

        var idle = Array.FindIndex(taken, t => t.Count == 0);
        if (idle >= 0)
            throw new ArgumentException($"Optimizer {idle} (parameters '{configs[idle].Parameters}', except '{configs[idle].Except}') takes no parameter.");
        return new([.. configs.Select((c, i) => c.Create(taken[i]))]);
    }

    /// <summary>Sets the rate of every part to its base rate under a schedule.</summary>
    /// <param name="rate">From base rate to the rate in force.</param>
    public void SetLearningRates(Func<double, double> rate)
    {
        foreach (var part in Parts)
            part.LearningRate = rate(part.BaseLearningRate);
    }

    /// <summary>One update.</summary>
    public void Step()
    {
        foreach (var part in Parts)
            part.Step();
    }

    /// <summary>Forgets all gradients.</summary>
    public void ZeroGradients()
    {
        foreach (var part in Parts)
            part.ZeroGradients();
    }

    /// <summary>Everything remembered; numbers of part i are named <c>i/KEY</c>.</summary>
    public IEnumerable<(string Name, Tensor Tensor)> SaveState() =>
        Parts.SelectMany((part, i) => part.SaveState().Select(t => (t.Name.StartsWith('/') ? $"{i}{t.Name}" : t.Name, t.Tensor)));

    /// <summary>Takes back what <see cref="SaveState"/> gave.</summary>
    public void LoadState(ITensorSource source)
    {
        for (var i = 0; i < Parts.Count; i++)
            Parts[i].LoadState(source, $"{i}/");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var part in Parts)
            part.Dispose();
    }
}
