using Atelier.Torch;

namespace Atelier.Training.Objectives;

/// <summary>Signal-to-noise ratios of a diffusion schedule, and the loss weights made of them. (Hang et al. 2023, arXiv 2303.09556)</summary>
public static class SignalToNoise
{
    /// <summary>alpha_bar / (1 - alpha_bar).</summary>
    /// <param name="alphasCumprod">Of the steps in question.</param>
    public static Tensor Ratio(Tensor alphasCumprod) => (alphasCumprod.Sqrt() / (1 - alphasCumprod).Sqrt()).Square();

    /// <summary>min(snr, gamma) / snr, for a network that predicts noise.</summary>
    public static Tensor NoiseWeights(Tensor ratio, double gamma = 5) => ratio.Clamp(max: gamma) / ratio;

    /// <summary>min(snr, gamma) / (snr + 1), for a network that predicts velocity.</summary>
    public static Tensor VelocityWeights(Tensor ratio, double gamma = 5) => ratio.Clamp(max: gamma) / (ratio + 1);

    /// <summary>sqrt(alpha_bar) x + sqrt(1 - alpha_bar) noise.</summary>
    public static Tensor Noisy(Tensor data, Tensor noise, Tensor alphasCumprod) =>
        Root(alphasCumprod, data) * data + Root(1 - alphasCumprod, data) * noise;

    /// <summary>sqrt(alpha_bar) noise - sqrt(1 - alpha_bar) x.</summary>
    public static Tensor Velocity(Tensor data, Tensor noise, Tensor alphasCumprod) =>
        Root(alphasCumprod, data) * noise - Root(1 - alphasCumprod, data) * data;

    private static Tensor Root(Tensor values, Tensor like) =>
        values.Sqrt().Reshape([values.Size(0), .. Enumerable.Repeat(1L, like.Rank - 1)]);
}
