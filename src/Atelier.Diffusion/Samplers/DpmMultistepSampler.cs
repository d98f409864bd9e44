using Atelier.Torch;

namespace Atelier.Diffusion.Samplers;

/// <summary>DPM-Solver and DPM-Solver++ with the latest outputs as higher differences, ODE and SDE (Lu et al. 2022).</summary>
/// <param name="options">The model's.</param>
/// <param name="steps">At least 1.</param>
public sealed class DpmMultistepSampler(DpmSolverOptions options, int steps) : DpmSampler(options, steps, cutsCosine: true)
{
    // Longer runs are stable without falling to lower orders at their end.
    private const int ShortRun = 15;
    private int _calls;

    private protected override SamplerStep Advance(Tensor output, int index, Tensor x, NoiseSource? noise)
    {
        var (denoised, integrand) = Convert(output, index, x);
        Outputs.Add(integrand);
        var step = Between(index, index + 1);
        var next = step.Base(x, integrand, Options.Stochastic ? Noise(noise, x) : null);
        var order = OrderAt(index);
        _calls++;
        // A run may stay at its last level: there is nothing to integrate then.
        if (order == 1 || step.H == 0)
            return new(next, denoised);

        var r0 = (Level(index).Lambda - Level(index - 1).Lambda) / step.H;
        var latest = (Outputs[0] - Outputs[1]) / r0;
        if (order == 2)
            return new(next + step.FirstBy(Options.Solver) * latest, denoised);

        var r1 = (Level(index - 1).Lambda - Level(index - 2).Lambda) / step.H;
        var earlier = (Outputs[1] - Outputs[2]) / r1;
        var change = latest - earlier;
        return new(next + step.First * (latest + r0 / (r0 + r1) * change) + step.Second / (r0 + r1) * change, denoised);
    }

    private int OrderAt(int index)
    {
        var falls = Options.LowerOrderFinal && Steps < ShortRun;
        var isLast = index == Steps - 1 && (Options.EulerAtFinal || falls || Options.FinalSigma == FinalSigma.Zero);
        var most = isLast ? 1 : index == Steps - 2 && falls ? 2 : 3;
        return Math.Min(most, Math.Min(_calls + 1, Options.SolverOrder));
    }
}
