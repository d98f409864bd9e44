using Atelier.Diffusion.Grids;
using Atelier.Torch;

namespace Atelier.Diffusion.Samplers;

/// <summary>Diffusion exponential integrator in log rho (Zhang and Chen 2023): the noise is a polynomial in log(sigma / alpha).</summary>
public sealed class DeisSampler : SolverSampler
{
    // Longer runs are stable without falling to lower orders at their end.
    private const int ShortRun = 15;
    private readonly OutputHistory _outputs;
    private int _calls;

    /// <summary>A walk of <paramref name="steps"/> steps, at least 1.</summary>
    public DeisSampler(SolverOptions options, int steps)
        : this(options, new SigmaTable(options.Noise), steps)
    {
    }

    private DeisSampler(SolverOptions options, SigmaTable table, int steps)
        : base(options, table, SolverRun.CreateOpen(options, table, steps)) => _outputs = new(options.SolverOrder);

    private protected override SamplerStep Advance(Tensor output, int index, Tensor x, NoiseSource? noise)
    {
        var (from, to) = (Level(index), Level(index + 1));
        var denoised = Denoised(output, index, x);
        // As in the reference a flow is taken at the level itself, which differs from its share where the levels are no flow's.
        var sigma = Shared.Prediction == PredictionType.Flow ? Sigmas[index] : from.Sigma;
        _outputs.Add((x - from.Alpha * denoised) / sigma);
        var order = OrderAt(index);
        _calls++;

        var rhos = Enumerable.Range(0, order).Select(i => Rho(index - i)).ToArray();
        var next = x / from.Alpha;
        for (var i = 0; i < order; i++)
            next += (Integral(Rho(index + 1), rhos, i) - Integral(rhos[0], rhos, i)) * _outputs[i];
        return new(to.Alpha * next, denoised);
    }

    private protected override void Forget() => _outputs.Clear();

    private double Rho(int index)
    {
        var level = Level(index);
        return level.Sigma / level.Alpha;
    }

    private int OrderAt(int index)
    {
        var falls = Shared.LowerOrderFinal && Steps < ShortRun;
        var most = falls ? Steps - index : 3;
        return Math.Min(most, Math.Min(_calls + 1, Shared.SolverOrder));
    }

    // The antiderivative, at rho, of the Lagrange polynomial in log rho that is 1 at point i and 0 at the others.
    private static double Integral(double rho, double[] points, int i)
    {
        var l = Math.Log(rho);
        var others = points.Where((_, k) => k != i).Select(p => Math.Log(p)).ToArray();
        var divisor = others.Aggregate(1.0, (product, o) => product * (Math.Log(points[i]) - o));
        var integral = others.Length switch
        {
            0 => rho,
            1 => rho * (l - 1 - others[0]),
            _ => rho * (l * l - 2 * l + 2 - (others[0] + others[1]) * (l - 1) + others[0] * others[1]),
        };
        return integral / divisor;
    }
}
