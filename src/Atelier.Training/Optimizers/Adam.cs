using Atelier.Torch;

namespace Atelier.Training.Optimizers;

/// <summary>Adam and AdamW: steps by the mean of the gradients over the root of the mean of their squares.</summary>
public sealed class Adam(IEnumerable<TrainedTensor> parameters, AdamConfig config) : Optimizer(parameters, config.Lr)
{
    private readonly double _beta1 = Fractions.Checked(config.Betas, 2, nameof(config.Betas))[0];
    private readonly double _beta2 = config.Betas[1];

    /// <inheritdoc/>
    protected override void Step(IReadOnlyList<TrainedTensor> parameters)
    {
        var together = config.Amsgrad || config.Maximize ? [] : parameters.Where(StepsTogether).ToArray();
        base.Step([.. parameters.Except(together)]);
        foreach (var alike in together.GroupBy(p => StateFor(p).Step))
            UpdateAll([.. alike]);
    }

    /// <inheritdoc/>
    protected override void Update(Tensor value, Tensor gradient, ParameterState state)
    {
        var mean = state.Zeros("exp_avg", value);
        var square = state.Zeros("exp_avg_sq", value);
        if (config.Maximize)
            gradient = -gradient;
        if (config.DecoupledWeightDecay)
            value.MulInPlace(1 - LearningRate * config.WeightDecay);
        else if (config.WeightDecay != 0)
            gradient = gradient.Add(value, config.WeightDecay);

        mean.LerpInPlace(gradient, 1 - _beta1);
        square.MulInPlace(_beta2).AddCMulInPlace(gradient, gradient, 1 - _beta2);
        if (config.Amsgrad)
            square = state.Zeros("max_exp_avg_sq", value).MaximumInPlace(square);

        // sqrt(v)/c + eps = (sqrt(v) + c eps)/c saves one pass over the parameter.
        var correction1 = 1 - Math.Pow(_beta1, state.Step);
        var correction2 = Math.Sqrt(1 - Math.Pow(_beta2, state.Step));
        var size = square.Sqrt().AddInPlace(correction2 * config.Eps);
        value.AddCDivInPlace(mean, size, -LearningRate * correction2 / correction1);
    }

    // The same for parameters of equal age, all at once.
    private void UpdateAll(TrainedTensor[] parameters)
    {
        using var scope = Tensor.Scope();
        var states = Aged(parameters);
        var values = Array.ConvertAll(parameters, p => p.Value);
        var gradients = Array.ConvertAll(parameters, p => p.Value.Grad!);
        var means = states.Select((s, i) => s.Zeros("exp_avg", values[i])).ToArray();
        var squares = states.Select((s, i) => s.Zeros("exp_avg_sq", values[i])).ToArray();
        if (config.DecoupledWeightDecay)
            TensorLists.MulInPlace(values, 1 - LearningRate * config.WeightDecay);
        else if (config.WeightDecay != 0)
            gradients = [.. gradients.Select((g, i) => g.Add(values[i], config.WeightDecay))];
        TensorLists.LerpInPlace(means, gradients, 1 - _beta1);
        TensorLists.MulInPlace(squares, _beta2);
        TensorLists.AddCMulInPlace(squares, gradients, gradients, 1 - _beta2);
        var correction1 = 1 - Math.Pow(_beta1, states[0].Step);
        var correction2 = Math.Sqrt(1 - Math.Pow(_beta2, states[0].Step));
        var sizes = TensorLists.Sqrt(squares);
        TensorLists.AddInPlace(sizes, correction2 * config.Eps);
        TensorLists.AddCDivInPlace(values, means, sizes, -LearningRate * correction2 / correction1);
    }
}
