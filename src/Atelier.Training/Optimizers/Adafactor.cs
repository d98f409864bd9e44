using Atelier.Torch;

namespace Atelier.Training.Optimizers;

/// <summary>Adam-like steps with the memory of a row and a column per matrix.</summary>
public sealed class Adafactor : Optimizer
{
    private readonly AdafactorConfig _config;

    /// <summary>Checks that the rate is given once: as a number, or relative.</summary>
    /// <exception cref="ArgumentException">Both or neither, or a warm-up without a relative rate.</exception>
    public Adafactor(IEnumerable<TrainedTensor> parameters, AdafactorConfig config)
        : base(parameters, config.Lr ?? 1)
    {
        _config = config;
        if (config.Lr is not null == config.RelativeStep)
            throw new ArgumentException($"lr is {config.Lr?.ToString() ?? "null"} and relative_step {config.RelativeStep}; give lr or relative_step.");
        if (config.WarmupInit && !config.RelativeStep)
            throw new ArgumentException("warmup_init needs relative_step.");
        Fractions.Checked(config.Beta1 is { } beta ? [beta] : [], config.Beta1 is null ? 0 : 1, "beta1");
    }

    /// <summary>The rate that a parameter's next update has in a step, from the value it has now.</summary>
    public double RateOf(Tensor value, long step)
    {
        // A schedule's factor stays in force on a relative rate.
        var rate = _config.RelativeStep
            ? LearningRate * Math.Min(_config.WarmupInit ? 1e-6 * step : 1e-2, 1 / Math.Sqrt(step))
            : LearningRate;
        return _config.ScaleParameter ? rate * Math.Max(_config.Eps[1], RootMeanSquare(value).Item()) : rate;
    }

    /// <inheritdoc/>
    protected override void Update(Tensor value, Tensor gradient, ParameterState state)
    {
        var rate = RateOf(value, state.Step);
        var keep = 1 - Math.Pow(state.Step, _config.DecayRate);
        var square = gradient.Square().AddInPlace(_config.Eps[0]);
        var update = value.Rank >= 2 ? Factored(gradient, square, state, keep) : Whole(gradient, square, state, keep);
        update.DivInPlace(RootMeanSquare(update).DivInPlace(_config.ClipThreshold).ClampInPlace(min: 1)).MulInPlace(rate);
        if (_config.Beta1 is { } beta)
            update = state.Zeros("exp_avg", value).MulInPlace(beta).AddInPlace(update, 1 - beta);
        if (_config.WeightDecay != 0)
            value.AddInPlace(value, -_config.WeightDecay * rate);
        value.SubInPlace(update);
    }

    private static Tensor Factored(Tensor gradient, Tensor square, ParameterState state, double keep)
    {
        var row = square.Mean([-1]);
        var column = square.Mean([-2]);
        var rows = state.Zeros("exp_avg_sq_row", row).MulInPlace(keep).AddInPlace(row, 1 - keep);
        var columns = state.Zeros("exp_avg_sq_col", column).MulInPlace(keep).AddInPlace(column, 1 - keep);
        return rows.Div(rows.Mean([-1], keep: true)).RsqrtInPlace().Unsqueeze(-1)
            .Mul(columns.Unsqueeze(-2).Rsqrt()).MulInPlace(gradient);
    }

    private static Tensor Whole(Tensor gradient, Tensor square, ParameterState state, double keep) =>
        state.Zeros("exp_avg_sq", gradient).MulInPlace(keep).AddInPlace(square, 1 - keep).Rsqrt().MulInPlace(gradient);

    private static Tensor RootMeanSquare(Tensor tensor) => tensor.Norm().Div(Math.Sqrt(tensor.ElementCount));
}
