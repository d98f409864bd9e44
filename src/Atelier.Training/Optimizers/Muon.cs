using Atelier.Torch;

namespace Atelier.Training.Optimizers;

/// <summary>Steps along the nearest orthogonal matrix to the momentum, so that all directions of a matrix learn alike.</summary>
public sealed class Muon : Optimizer
{
    private readonly MuonConfig _config;
    private readonly Func<long, long, double> _ratio;

    /// <summary>Takes matrices (and kernels, where the config says so).</summary>
    /// <exception cref="ArgumentException">A parameter is no matrix, or a number of the config is out of range.</exception>
    public Muon(IEnumerable<TrainedTensor> parameters, MuonConfig config)
        : base(parameters, config.Lr)
    {
        _config = config;
        if (config.NsCoefficients.Length != 3)
            throw new ArgumentException($"ns_coefficients has {config.NsCoefficients.Length} numbers; 3 are needed.");
        if (config.NsSteps < 1)
            throw new ArgumentException($"ns_steps is {config.NsSteps}; at least 1 is needed.");
        _ratio = config.AdjustLrFn switch
        {
            "original" => (rows, columns) => Math.Sqrt(Math.Max(1.0, (double)rows / columns)),
            "match_rms_adamw" => (rows, columns) => 0.2 * Math.Sqrt(Math.Max(rows, columns)),
            var other => throw new ArgumentException($"adjust_lr_fn is '{other}'; allowed: original, match_rms_adamw."),
        };
        if (Parameters.FirstOrDefault(p => p.Value.Rank < 2 || (p.Value.Rank > 2 && !config.Kernels)) is { } wrong)
            throw new ArgumentException($"Muon trains matrices; '{wrong.Name}' is {wrong.Value.Describe()}.", nameof(parameters));
    }

    /// <summary>The momentum that a step makes orthogonal: updates <paramref name="buffer"/> and looks ahead where asked.</summary>
    public static Tensor Direction(Tensor buffer, Tensor gradient, double momentum, bool nesterov)
    {
        buffer.LerpInPlace(gradient, 1 - momentum);
        return nesterov ? gradient.Lerp(buffer, momentum) : buffer;
    }

    /// <inheritdoc/>
    protected override void Step(IReadOnlyList<TrainedTensor> parameters)
    {
        var together = parameters.Where(StepsTogether).ToArray();
        base.Step([.. parameters.Except(together)]);
        foreach (var alike in together.GroupBy(p => p.Value.Describe()))
            UpdateAll([.. alike]);
    }

    /// <inheritdoc/>
    protected override void Update(Tensor value, Tensor gradient, ParameterState state)
    {
        var direction = Direction(state.Zeros("momentum_buffer", value), gradient, _config.Momentum, _config.Nesterov);
        var matrix = direction.Flatten(1);
        var orthogonal = NewtonSchulz.Orthogonalize(matrix, TypeFor(value), _config.NsSteps, _config.NsCoefficients, _config.Eps);
        value.MulInPlace(1 - LearningRate * _config.WeightDecay);
        value.AddInPlace(orthogonal.To(value.Type).View(value.Shape), -LearningRate * _ratio(matrix.Size(0), matrix.Size(1)));
    }

    // Matrices of one size, as one stack.
    private void UpdateAll(TrainedTensor[] parameters)
    {
        using var scope = Tensor.Scope();
        var states = Aged(parameters);
        var values = Array.ConvertAll(parameters, p => p.Value);
        var buffers = parameters.Select((p, i) => states[i].Zeros("momentum_buffer", p.Value)).ToArray();
        var gradients = Array.ConvertAll(parameters, p => p.Value.Grad!);
        TensorLists.LerpInPlace(buffers, gradients, 1 - _config.Momentum);
        var direction = Tensor.Stack(buffers);
        if (_config.Nesterov)
            direction = Tensor.Stack(gradients).Lerp(direction, _config.Momentum);
        var matrices = direction.Flatten(2);
        var orthogonal = NewtonSchulz.OrthogonalizeAll(matrices, TypeFor(values[0]), _config.NsSteps, _config.NsCoefficients, _config.Eps);
        TensorLists.MulInPlace(values, 1 - LearningRate * _config.WeightDecay);
        TensorLists.AddInPlace(
            values, orthogonal.To(values[0].Type).Reshape([parameters.Length, .. values[0].Shape]).Unbind(0),
            -LearningRate * _ratio(matrices.Size(1), matrices.Size(2)));
    }

    private ScalarType TypeFor(Tensor value) =>
        _config.HalfPrecision ?? ProductPrecision.Current == ScalarType.BFloat16 ? ScalarType.BFloat16 : value.Type;
}
