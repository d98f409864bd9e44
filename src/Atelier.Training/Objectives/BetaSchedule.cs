using Atelier.Torch;

namespace Atelier.Training.Objectives;

/// <summary>The noise schedule that a diffusion network is trained with. Keys are those of diffusers' <c>DDPMScheduler</c>.</summary>
public sealed record BetaSchedule
{
    /// <summary>linear, scaled_linear or squaredcos_cap_v2.</summary>
    public string Name { get; init; } = "linear";

    /// <summary>First beta.</summary>
    public double Start { get; init; } = 0.0001;

    /// <summary>Last beta.</summary>
    public double End { get; init; } = 0.02;

    /// <summary>Number of steps.</summary>
    public long Steps { get; init; } = 1000;

    /// <summary>Scales so that the last step is noise alone. (Lin et al. 2023, arXiv 2305.08891)</summary>
    public bool RescaleZeroSnr { get; init; }

    /// <summary>The running product of 1 - beta. [steps]</summary>
    /// <exception cref="ArgumentException">The name is unknown.</exception>
    public Tensor AlphasCumprod()
    {
        var betas = Name switch
        {
            "linear" => Tensor.Linspace(Start, End, Steps),
            "scaled_linear" => Tensor.Linspace(Math.Sqrt(Start), Math.Sqrt(End), Steps).Square(),
            "squaredcos_cap_v2" => Tensor.From([.. Enumerable.Range(0, (int)Steps).Select(CosineBeta)], Steps),
            _ => throw new ArgumentException($"The beta schedule is '{Name}'; allowed: linear, scaled_linear, squaredcos_cap_v2."),
        };
        return (1 - (RescaleZeroSnr ? Rescaled(betas) : betas)).CumProd(0);
    }

    private float CosineBeta(int step)
    {
        double Bar(double t) => Math.Pow(Math.Cos((t + 0.008) / 1.008 * Math.PI / 2), 2);
        return (float)Math.Min(1 - Bar((step + 1.0) / Steps) / Bar((double)step / Steps), 0.999);
    }

    private static Tensor Rescaled(Tensor betas)
    {
        var root = (1 - betas).CumProd(0).Sqrt();
        var (first, last) = (root.Select(0, 0), root.Select(0, -1));
        var bar = ((root - last) * (first / (first - last))).Square();
        var count = bar.Size(0);
        var alphas = Tensor.Cat([bar.Narrow(0, 0, 1), bar.Narrow(0, 1, count - 1) / bar.Narrow(0, 0, count - 1)]);
        return 1 - alphas;
    }
}
