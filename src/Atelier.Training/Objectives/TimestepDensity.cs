using Atelier.Torch;

namespace Atelier.Training.Objectives;

/// <summary>Where on the way from data to noise training looks, from plain draws. (Esser et al. 2024, arXiv 2403.03206)</summary>
public static class TimestepDensity
{
    /// <summary>sigmoid(mean + std z), from standard normal draws.</summary>
    public static Tensor LogitNormal(Tensor normal, double mean = 0, double std = 1) => normal.Mul(std).Add(mean).Sigmoid();

    /// <summary>1 - d - scale (cos^2(pi d / 2) - 1 + d), from uniform draws: heavier in the middle or at the ends.</summary>
    public static Tensor Mode(Tensor uniform, double scale = 1.29) =>
        1 - uniform - scale * (uniform.Mul(Math.PI / 2).Cos().Square() - 1 + uniform);

    /// <summary>s u / (1 + (s - 1) u): above 1 moves towards u = 1.</summary>
    public static Tensor Shift(Tensor u, double shift) => shift * u / (1 + (shift - 1) * u);

    /// <summary>The exponential shift of a resolution: e^mu / (e^mu + 1/s - 1).</summary>
    public static Tensor ShiftByExponential(Tensor sigma, double mu) => Math.Exp(mu) / (Math.Exp(mu) + (1 / sigma - 1));

    /// <summary>The linear shift of a resolution: mu / (mu + 1/s - 1).</summary>
    public static Tensor ShiftByFactor(Tensor sigma, double mu) => mu / (mu + (1 / sigma - 1));

    /// <summary>mu by the number of image tokens, on the line through two points and beyond.</summary>
    public static double ResolutionMu(long tokens, long baseTokens = 256, long maxTokens = 4096, double baseShift = 0.5, double maxShift = 1.15) =>
        baseShift + (maxShift - baseShift) / (maxTokens - baseTokens) * (tokens - baseTokens);

    /// <summary>Draws by name: <c>logit_normal</c>, <c>mode</c> or <c>uniform</c>.</summary>
    /// <exception cref="ArgumentException">The name is another.</exception>
    public static Tensor Draw(string name, long count, Generator random, double mean = 0, double std = 1, double scale = 1.29) => name switch
    {
        "logit_normal" => LogitNormal(Tensor.RandN([count], random), mean, std),
        "mode" => Mode(Tensor.Rand([count], random), scale),
        "uniform" => Tensor.Rand([count], random),
        _ => throw new ArgumentException($"The timestep density is '{name}'; allowed: logit_normal, mode, uniform."),
    };
}
