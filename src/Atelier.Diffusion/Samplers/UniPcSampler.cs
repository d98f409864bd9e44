using Atelier.Diffusion.Grids;
using Atelier.Torch;

namespace Atelier.Diffusion.Samplers;

/// <summary>Unified predictor-corrector (Zhao et al. 2023): every output first corrects the step that led to it.</summary>
public sealed class UniPcSampler : SolverSampler
{
    private readonly UniPcOptions _options;
    private readonly OutputHistory _outputs;
    private Tensor? _last;
    private int _lastOrder;
    private int _calls;

    /// <summary>A walk of <paramref name="steps"/> steps, at least 1.</summary>
    public UniPcSampler(UniPcOptions options, int steps)
        : this(options, new SigmaTable(options.Noise), steps)
    {
    }

    private UniPcSampler(UniPcOptions options, SigmaTable table, int steps)
        : base(options, table, SolverRun.CreateUniPc(options, table, steps)) =>
        (_options, _outputs) = (options, new(options.SolverOrder));

    private protected override SamplerStep Advance(Tensor output, int index, Tensor x, NoiseSource? noise)
    {
        var denoised = Denoised(output, index, x);
        var integrand = _options.PredictData ? denoised : Epsilon(output, index, x);
        if (_last is not null && Sigmas[index] != Sigmas[index - 1] && !_options.UncorrectedSteps.Contains(index - 1))
            x = Correct(integrand, index);

        _outputs.Add(integrand);
        var most = _options.LowerOrderFinal ? Math.Min(_options.SolverOrder, Steps - index) : _options.SolverOrder;
        _lastOrder = Math.Min(most, ++_calls);
        _last?.Dispose();
        _last = OutputHistory.Own(x);
        return new(Predict(x, index), denoised);
    }

    private protected override void Forget()
    {
        _outputs.Clear();
        _last?.Dispose();
        _last = null;
    }

    private Tensor Epsilon(Tensor output, int index, Tensor x)
    {
        var level = Level(index);
        return Prediction.Noise(_options.Prediction, output, x, level.Alpha, level.Sigma);
    }

    // From call index to the next level, with the differences of the outputs up to this one.
    private Tensor Predict(Tensor x, int index)
    {
        var step = new UniPcStep(_options, Level(index), Level(index + 1));
        // A run may stay at its last level: there is nothing to integrate then.
        if (step.H == 0)
            return x;
        var ratios = Ratios(step, index);
        // For the second order the weight is a half up to terms of higher order.
        var weights = _lastOrder == 2 ? [0.5] : step.Weights(ratios, _lastOrder - 1);
        return step.Move(x, _outputs[0], Weighted(weights, ratios));
    }

    // The step that led to call index once more, now that the output at its end is known.
    private Tensor Correct(Tensor integrand, int index)
    {
        var step = new UniPcStep(_options, Level(index - 1), Level(index));
        var ratios = Ratios(step, index - 1);
        var weights = _lastOrder == 1 ? [0.5] : step.Weights([.. ratios, 1], _lastOrder);
        var change = weights[^1] * (integrand - _outputs[0]);
        return step.Move(_last!, _outputs[0], Weighted(weights, ratios) is { } earlier ? earlier + change : change);
    }

    // Where the earlier outputs lie, in units of the step.
    private double[] Ratios(UniPcStep step, int index) =>
        [.. Enumerable.Range(1, _lastOrder - 1).Select(i => (Level(index - i).Lambda - Level(index).Lambda) / step.H)];

    private Tensor? Weighted(double[] weights, double[] ratios)
    {
        Tensor? sum = null;
        for (var i = 0; i < ratios.Length; i++)
        {
            var part = weights[i] / ratios[i] * (_outputs[i + 1] - _outputs[0]);
            sum = sum is null ? part : sum + part;
        }

        return sum;
    }
}
