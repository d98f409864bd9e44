using Atelier.Torch;
using Atelier.Torch.Weights;

namespace Atelier.Training.Optimizers;

/// <summary>Changes parameters by their gradients, in place, and keeps what it needs for that between steps.</summary>
/// <remarks>A parameter without a gradient is skipped wholly: it does not decay and its step counter stands still.</remarks>
public abstract class Optimizer : IDisposable
{
    private readonly Dictionary<string, ParameterState> _states = new(StringComparer.Ordinal);

    /// <summary>Takes the parameters over; their values stay with the modules.</summary>
    /// <exception cref="ArgumentException">There are none, two have the same name, or the rate is below 0.</exception>
    protected Optimizer(IEnumerable<TrainedTensor> parameters, double learningRate)
    {
        if (!(learningRate >= 0) || !double.IsFinite(learningRate))
            throw new ArgumentException($"lr is {learningRate}; allowed: 0 or more.", nameof(learningRate));
        Parameters = [.. parameters];
        LearningRate = BaseLearningRate = learningRate;
        if (Parameters.Count == 0)
            throw new ArgumentException($"{GetType().Name} was given no parameters.", nameof(parameters));
        if (Parameters.GroupBy(p => p.Name, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new ArgumentException($"{GetType().Name} was given '{twice.Key}' twice.", nameof(parameters));
    }

    /// <summary>What is trained.</summary>
    public IReadOnlyList<TrainedTensor> Parameters { get; }

    /// <summary>The rate that a schedule multiplies.</summary>
    public double BaseLearningRate { get; }

    /// <summary>The rate of the next step.</summary>
    public double LearningRate { get; set; }

    /// <summary>Which parameters are updated together, where the optimiser can: by default those on a GPU, where many small calls cost more than their work.</summary>
    public Func<TrainedTensor, bool> StepsTogether { get; init; } = parameter => parameter.Value.Device.Type != DeviceType.Cpu;

    /// <summary>What is remembered about a parameter, or null before its first update.</summary>
    public ParameterState? StateOf(string name) => _states.GetValueOrDefault(name);

    /// <summary>One update of every parameter that has a gradient.</summary>
    public void Step()
    {
        using var noGrad = new NoGrad();
        Step([.. Parameters.Where(p => p.Value.HasGrad)]);
    }

    /// <summary>Forgets all gradients.</summary>
    public void ZeroGradients()
    {
        foreach (var parameter in Parameters)
            parameter.Value.Grad = null;
    }

    /// <summary>Everything remembered, as named tensors: <c>PARAMETER/KEY</c>, and numbers of the whole as <c>/KEY</c>.</summary>
    /// <remarks>The caller frees the scalars by opening a scope; the others belong to the optimiser.</remarks>
    public IEnumerable<(string Name, Tensor Tensor)> SaveState()
    {
        foreach (var (name, state) in _states)
        {
            yield return ($"{name}/step", Tensor.From([state.Step], 1));
            foreach (var (key, tensor) in state.Tensors)
                yield return ($"{name}/{key}", tensor);
        }

        foreach (var (key, value) in Numbers())
            yield return ($"/{key}", Tensor.From([value], 1));
    }

    /// <summary>Takes back what <see cref="SaveState"/> gave.</summary>
    /// <param name="source">The tensors.</param>
    /// <param name="numbers">What stands before the keys of numbers of the whole.</param>
    public void LoadState(ITensorSource source, string numbers = "/")
    {
        using var scope = Tensor.Scope();
        using var noGrad = new NoGrad();
        foreach (var parameter in Parameters)
        {
            var prefix = $"{parameter.Name}/";
            foreach (var name in source.Names.Where(n => n.StartsWith(prefix, StringComparison.Ordinal)))
            {
                var key = name[prefix.Length..];
                if (key == "step")
                    StateFor(parameter).Step = source.Read(name).ToArray<long>()[0];
                else
                    StateFor(parameter).GetOrAdd(key, () => source.Read(name).To(parameter.Value.Device).Clone());
            }
        }

        foreach (var name in source.Names.Where(n => n.StartsWith(numbers, StringComparison.Ordinal)))
            SetNumber(name[numbers.Length..], source.Read(name).ToArray<double>()[0]);
    }

    /// <summary>Frees all that is remembered.</summary>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Frees all that is remembered.</summary>
    protected virtual void Dispose(bool disposing)
    {
        foreach (var state in _states.Values)
            state.Dispose();
        _states.Clear();
    }

    /// <summary>Updates the parameters that have gradients; by default each one alone.</summary>
    protected virtual void Step(IReadOnlyList<TrainedTensor> parameters)
    {
        foreach (var parameter in parameters)
        {
            using var scope = Tensor.Scope();
            var state = StateFor(parameter);
            state.Step++;
            Update(parameter.Value, parameter.Value.Grad!, state);
        }
    }

    /// <summary>One update of one parameter; <see cref="ParameterState.Step"/> counts it already.</summary>
    protected virtual void Update(Tensor value, Tensor gradient, ParameterState state) => throw new NotSupportedException();

    /// <summary>Numbers that belong to all parameters together.</summary>
    protected virtual IEnumerable<(string Key, double Value)> Numbers() => [];

    /// <summary>Takes back one of <see cref="Numbers"/>.</summary>
    protected virtual void SetNumber(string key, double value)
    {
    }

    /// <summary>What is remembered about parameters that are updated together, each a step older.</summary>
    protected ParameterState[] Aged(TrainedTensor[] parameters)
    {
        var states = Array.ConvertAll(parameters, StateFor);
        foreach (var state in states)
            state.Step++;
        return states;
    }

    /// <summary>What is remembered about a parameter, empty at first.</summary>
    protected ParameterState StateFor(TrainedTensor parameter)
    {
        if (!_states.TryGetValue(parameter.Name, out var state))
            _states[parameter.Name] = state = new();
        return state;
    }
}
