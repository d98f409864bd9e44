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
    protected override void Update(Tensor value, Tensor gradient, ParameterState state)
    {
        var direction = Direction(state.Zeros("momentum_buffer", value), gradient, _config.Momentum, _config.Nesterov);
        var matrix = direction.Flatten(1);
        var half = _config.HalfPrecision ?? ProductPrecision.Current == ScalarType.BFloat16;
        var orthogonal = NewtonSchulz.Orthogonalize(
            matrix, half ? ScalarType.BFloat16 : value.Type, _config.NsSteps, _config.NsCoefficients, _config.Eps);
        value.MulInPlace(1 - LearningRate * _config.WeightDecay);
        value.AddInPlace(orthogonal.To(value.Type).View(value.Shape), -LearningRate * _ratio(matrix.Size(0), matrix.Size(1)));
    }
}
