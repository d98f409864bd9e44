using Atelier.Torch;

namespace Atelier.Training.Optimizers;

/// <summary>Gradient descent with momentum; the direction starts as the first gradient.</summary>
public sealed class Sgd(IEnumerable<TrainedTensor> parameters, SgdConfig config) : Optimizer(parameters, config.Lr)
{
    private const string Buffer = "momentum_buffer";

    /// <inheritdoc/>
    protected override void Update(Tensor value, Tensor gradient, ParameterState state)
    {
        if (config.Maximize)
            gradient = -gradient;
        if (config.WeightDecay != 0)
            gradient = gradient.Add(value, config.WeightDecay);
        if (config.Momentum != 0)
        {
            var first = !state.Tensors.ContainsKey(Buffer);
            var direction = state.GetOrAdd(Buffer, gradient.Clone);
            if (!first)
                direction.MulInPlace(config.Momentum).AddInPlace(gradient, 1 - config.Dampening);
            gradient = config.Nesterov ? gradient.Add(direction, config.Momentum) : direction;
        }

        value.AddInPlace(gradient, -LearningRate);
    }
}
