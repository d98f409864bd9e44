using Atelier.Torch;

namespace Atelier.Training.Optimizers;

/// <summary>Adam whose rate is the distance to the solution, estimated from gradients and the way gone so far.</summary>
/// <remarks>The step uses the scaled rate from before the estimate changes, but the new estimate beside epsilon, as the authors' code does.</remarks>
public sealed class Prodigy(IEnumerable<TrainedTensor> parameters, ProdigyConfig config) : Optimizer(parameters, config.Lr)
{
    private readonly double _beta1 = Fractions.Checked(config.Betas, 2, nameof(config.Betas))[0];
    private readonly double _beta2 = config.Betas[1];
    private readonly double _beta3 = config.Beta3 ?? Math.Sqrt(config.Betas[1]);
    private double _estimate = config.D0;
    private double _largest = config.D0;
    private double _numerator;
    private long _steps;

    /// <summary>The estimated step size d.</summary>
    public double Estimate => _estimate;

    /// <inheritdoc/>
    protected override void Step(IReadOnlyList<TrainedTensor> parameters)
    {
        var correction = config.UseBiasCorrection
            ? Math.Sqrt(1 - Math.Pow(_beta2, _steps + 1)) / (1 - Math.Pow(_beta1, _steps + 1))
            : 1;
        var rate = _estimate * LearningRate * correction;
        var gradients = new Dictionary<string, Tensor>();
        using var scope = Tensor.Scope();
        foreach (var parameter in parameters)
        {
            var gradient = parameter.Value.Grad!;
            gradients[parameter.Name] = config.WeightDecay != 0 && !config.Decouple
                ? gradient.Add(parameter.Value, config.WeightDecay)
                : gradient;
        }

        if (!Estimated(parameters, gradients, rate))
            return;
        foreach (var parameter in parameters)
            Move(parameter, gradients[parameter.Name], rate);
        _steps++;
    }

    /// <inheritdoc/>
    protected override IEnumerable<(string Key, double Value)> Numbers() =>
        [("d", _estimate), ("d_max", _largest), ("d_numerator", _numerator), ("k", _steps)];

    /// <inheritdoc/>
    protected override void SetNumber(string key, double value)
    {
        switch (key)
        {
            case "d":
                _estimate = value;
                break;
            case "d_max":
                _largest = value;
                break;
            case "d_numerator":
                _numerator = value;
                break;
            case "k":
                _steps = (long)value;
                break;
        }
    }

    // False where no gradient says anything yet.
    private bool Estimated(IReadOnlyList<TrainedTensor> parameters, Dictionary<string, Tensor> gradients, double rate)
    {
        double gain = 0, denominator = 0;
        foreach (var parameter in parameters)
        {
            using var scope = Tensor.Scope();
            var state = StateFor(parameter);
            var gradient = gradients[parameter.Name];
            var start = state.GetOrAdd("p0", () => Sliced(parameter.Value).Clone());
            var sum = state.Zeros("s", start);
            if (_beta1 > 0)
                state.Zeros("exp_avg", parameter.Value);
            state.Zeros("exp_avg_sq", parameter.Value);
            if (LearningRate <= 0)
                continue;

            var sliced = Sliced(gradient);
            gain += _estimate / config.D0 * rate * sliced.Mul(start - Sliced(parameter.Value)).Sum().Item();
            if (_beta1 > 0)
                state.Tensors["exp_avg"].MulInPlace(_beta1).AddInPlace(gradient, _estimate * (1 - _beta1));
            state.Tensors["exp_avg_sq"].MulInPlace(_beta2).AddCMulInPlace(gradient, gradient, _estimate * _estimate * (1 - _beta2));
            sum.MulInPlace(_beta3).AddInPlace(sliced, _estimate / config.D0 * (config.SafeguardWarmup ? _estimate : rate));
            denominator += sum.Abs().Sum().Item();
        }

        if (denominator == 0)
            return false;
        _numerator = _beta3 * _numerator + gain;
        var found = config.DCoef * _numerator / denominator;
        if (_estimate == config.D0)
            _estimate = Math.Max(_estimate, found);
        _largest = Math.Max(_largest, found);
        _estimate = Math.Min(_largest, _estimate * (config.GrowthRate ?? double.PositiveInfinity));
        return true;
    }

    private void Move(TrainedTensor parameter, Tensor gradient, double rate)
    {
        using var scope = Tensor.Scope();
        var state = StateFor(parameter);
        state.Step++;
        var value = parameter.Value;
        var size = state.Tensors["exp_avg_sq"].Sqrt().AddInPlace(_estimate * config.Eps);
        if (config.WeightDecay != 0 && config.Decouple)
            value.AddInPlace(value, -config.WeightDecay * rate);
        if (_beta1 > 0)
            value.AddCDivInPlace(state.Tensors["exp_avg"], size, -rate);
        else
            value.AddCDivInPlace(gradient, size, -rate * _estimate);
    }

    private Tensor Sliced(Tensor tensor)
    {
        var flat = tensor.Flatten();
        return config.SliceP > 1 ? flat.Slice(0, step: config.SliceP) : flat;
    }
}
