using Atelier.Torch;

namespace Atelier.Diffusion.Samplers;

/// <summary>DPM-Solver and DPM-Solver++ in groups of calls: each group goes anew from its first sample with rising order.</summary>
public sealed class DpmSinglestepSampler : DpmSampler
{
    private readonly int[] _orders;
    private Tensor? _start;

    /// <summary>A walk of <paramref name="steps"/> calls, at least 1.</summary>
    public DpmSinglestepSampler(DpmSolverOptions options, int steps)
        : base(options, steps, cutsCosine: false)
    {
        // An uneven number of calls, or an end at 0, needs lower orders at the end whatever was asked.
        var falls = options.LowerOrderFinal || steps % options.SolverOrder != 0 || options.FinalSigma == FinalSigma.Zero;
        _orders = Orders(options.SolverOrder, steps, falls);
        if (options.FinalSigma == FinalSigma.Zero)
            _orders[^1] = 1;
    }

    private protected override SamplerStep Advance(Tensor output, int index, Tensor x, NoiseSource? noise)
    {
        var (denoised, integrand) = Convert(output, index, x);
        Outputs.Add(integrand);
        var order = Math.Min(_orders[index], Outputs.Count);
        if (order == 1)
        {
            _start?.Dispose();
            _start = OutputHistory.Own(x);
        }

        var first = index - order + 1;
        var step = Between(first, index + 1);
        var next = step.Base(_start!, Outputs[order - 1], Options.Stochastic ? Noise(noise, x) : null);
        // A run may stay at its last level: there is nothing to integrate then.
        return new(step.H == 0 ? next : order switch { 1 => next, 2 => next + Second(step, index), _ => next + Third(step, index) }, denoised);
    }

    private protected override void Forget()
    {
        base.Forget();
        _start?.Dispose();
        _start = null;
    }

    private Tensor Second(DpmSolverStep step, int index)
    {
        var r = (Level(index).Lambda - Level(index - 1).Lambda) / step.H;
        return step.FirstBy(Options.Solver) / r * (Outputs[0] - Outputs[1]);
    }

    private Tensor Third(DpmSolverStep step, int index)
    {
        var start = Level(index - 2).Lambda;
        var (r0, r1) = ((Level(index).Lambda - start) / step.H, (Level(index - 1).Lambda - start) / step.H);
        var near = (Outputs[1] - Outputs[2]) / r1;
        var far = (Outputs[0] - Outputs[2]) / r0;
        if (Options.Solver == DpmSolverType.Midpoint)
            return step.First * far;
        return step.First / (r0 - r1) * (r0 * near - r1 * far) + 2 * step.Second / (r0 - r1) * (far - near);
    }

    // 1, 2, .. up to the order, again and again; what is left over, and the end where orders fall, is made of shorter groups.
    private static int[] Orders(int order, int steps, bool falls)
    {
        var orders = new int[steps];
        for (var i = 0; i < steps; i++)
            orders[i] = i % order + 1;
        if (falls && order > 1 && steps % order == 0)
            orders[^1] = 1;
        return orders;
    }
}
