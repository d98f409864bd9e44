using Atelier.Torch;

namespace Atelier.Training.Optimizers;

/// <summary>Steps of one size per element, along the sign of momentum and gradient mixed.</summary>
public sealed class Lion(IEnumerable<TrainedTensor> parameters, LionConfig config) : Optimizer(parameters, config.Lr)
{
    private readonly double _beta1 = Fractions.Checked(config.Betas, 2, nameof(config.Betas))[0];
    private readonly double _beta2 = config.Betas[1];

    /// <inheritdoc/>
    protected override void Update(Tensor value, Tensor gradient, ParameterState state)
    {
        var momentum = state.Zeros("exp_avg", value);
        var decay = config.DecoupledWeightDecay ? config.WeightDecay / BaseLearningRate : config.WeightDecay;
        value.MulInPlace(1 - LearningRate * decay);
        var direction = momentum.Mul(_beta1).AddInPlace(gradient, 1 - _beta1).SignInPlace();
        if (config.CautiousFactor < 1)
        {
            var agrees = direction.Mul(gradient).Gt(0).To(value.Type);
            var factor = agrees.MulInPlace(1 - config.CautiousFactor).AddInPlace(config.CautiousFactor);
            direction.MulInPlace(factor.DivInPlace(factor.Mean().Clamp(1e-5)));
        }

        value.AddInPlace(direction, -LearningRate);
        momentum.MulInPlace(_beta2).AddInPlace(gradient, 1 - _beta2);
    }
}
