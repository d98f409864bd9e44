using Atelier.Diffusion.Grids;
using Atelier.Torch;

namespace Atelier.Diffusion.Samplers;

/// <summary>Pseudo numerical methods (Liu et al. 2022): a linear multistep method, optionally after a Runge-Kutta start.</summary>
public sealed class PndmSampler : JumpSampler
{
    private const int RungeKuttaLevels = 4;
    private readonly double[] _rungeKutta;
    private readonly OutputHistory _outputs = new(4);
    private Tensor? _start;
    private Tensor? _sum;
    private int _calls;

    /// <summary>A walk of <paramref name="steps"/> steps; with a Runge-Kutta start at least 4.</summary>
    public PndmSampler(PndmOptions options, int steps)
        : base(options, steps)
    {
        if (options.Prediction is not (PredictionType.Epsilon or PredictionType.Velocity))
            throw new NotSupportedException($"PNDM takes the predictions Epsilon and Velocity, not {options.Prediction}.");
        if (!options.SkipRungeKutta)
            ArgumentOutOfRangeException.ThrowIfLessThan(steps, RungeKuttaLevels);
        var levels = TimestepGrid.Whole(options.Spacing, options.Noise.TrainTimesteps, steps, options.StepsOffset);
        _rungeKutta = options.SkipRungeKutta ? [] : RungeKutta(levels);
        Timesteps = options.SkipRungeKutta
            ? [.. levels[..Math.Min(2, steps)], .. levels.Skip(1)] // the second level is visited twice
            : [.. _rungeKutta, .. levels.Skip(RungeKuttaLevels - 1)];
    }

    /// <inheritdoc/>
    public override IReadOnlyList<double> Timesteps { get; }

    private protected override SamplerStep Advance(Tensor output, int index, Tensor x, NoiseSource? noise)
    {
        var t = Timesteps[index];
        var denoised = Denoised(output, x, AlphaAt(t));
        var next = _calls < _rungeKutta.Length ? RungeKuttaStep(output, t, x) : MultistepStep(output, t, x);
        _calls++;
        return new(next, denoised);
    }

    private protected override void Forget()
    {
        _outputs.Clear();
        _start?.Dispose();
        _sum?.Dispose();
        (_start, _sum) = (null, null);
    }

    // Four levels, each with the point half a stride above the next one: three steps of four calls.
    private double[] RungeKutta(double[] levels)
    {
        double[] points = [.. levels.Take(RungeKuttaLevels).Reverse().SelectMany(t => new[] { t, t + Stride / 2 })];
        return [.. points.SkipLast(1).SelectMany(t => new[] { t, t }).Skip(1).SkipLast(1).Reverse()];
    }

    private Tensor RungeKuttaStep(Tensor output, double t, Tensor x)
    {
        var previous = t - (_calls % 2 == 1 ? 0 : Stride / 2);
        var from = _rungeKutta[_calls / 4 * 4];
        switch (_calls % 4)
        {
            case 0:
                Replace(ref _sum, _sum is null ? output / 6 : _sum + output / 6);
                _outputs.Add(output);
                Replace(ref _start, x);
                break;
            case 3:
                output = _sum! + output / 6;
                _sum!.Dispose();
                _sum = null;
                break;
            default:
                Replace(ref _sum, _sum! + output / 3);
                break;
        }

        return Jump(_start!, from, previous, output);
    }

    private Tensor MultistepStep(Tensor output, double t, Tensor x)
    {
        if (_calls == 1)
        {
            // The first step once more, with the mean of the slopes at its two ends.
            var mean = (output + _outputs[0]) / 2;
            return Jump(_start!, t + Stride, t, mean);
        }

        if (_outputs.Count == 0)
            Replace(ref _start, x);
        _outputs.Add(output);
        var slope = _outputs.Count switch
        {
            1 => output,
            2 => (3 * _outputs[0] - _outputs[1]) / 2,
            3 => (23 * _outputs[0] - 16 * _outputs[1] + 5 * _outputs[2]) / 12,
            _ => (55 * _outputs[0] - 59 * _outputs[1] + 37 * _outputs[2] - 9 * _outputs[3]) / 24,
        };
        return Jump(x, t, t - Stride, slope);
    }

    // Equation 9 of the paper.
    private Tensor Jump(Tensor x, double from, double to, Tensor output)
    {
        var (alpha, previous) = (AlphaAt(from), AlphaAt(to));
        var epsilon = Prediction.Noise(Shared.Prediction, output, x, Math.Sqrt(alpha), Math.Sqrt(1 - alpha));
        var divisor = alpha * Math.Sqrt(1 - previous) + Math.Sqrt(alpha * (1 - alpha) * previous);
        return Math.Sqrt(previous / alpha) * x - (previous - alpha) / divisor * epsilon;
    }

    private static void Replace(ref Tensor? kept, Tensor by)
    {
        var old = kept;
        kept = OutputHistory.Own(by);
        old?.Dispose();
    }
}
