using Atelier.Torch;

namespace Atelier.Diffusion.Samplers;

/// <summary>From a network's output to data and noise, where x = alpha data + sigma noise.</summary>
internal static class Prediction
{
    public static Tensor Denoised(PredictionType type, Tensor output, Tensor x, double alpha, double sigma) => type switch
    {
        PredictionType.Epsilon => (x - sigma * output) / alpha,
        PredictionType.Velocity => alpha * x - sigma * output,
        PredictionType.Sample => output,
        _ => throw Refused(type),
    };

    public static Tensor Noise(PredictionType type, Tensor output, Tensor x, double alpha, double sigma) => type switch
    {
        PredictionType.Epsilon => output,
        PredictionType.Velocity => alpha * output + sigma * x,
        PredictionType.Sample => (x - alpha * output) / sigma,
        _ => throw Refused(type),
    };

    private static NotSupportedException Refused(PredictionType type) =>
        new($"This sampler cannot take the prediction {type}; it takes {PredictionType.Epsilon}, {PredictionType.Velocity} and {PredictionType.Sample}.");
}
