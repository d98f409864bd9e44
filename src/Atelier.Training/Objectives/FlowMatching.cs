using Atelier.Torch;

namespace Atelier.Training.Objectives;

/// <summary>Rectified flow: straight ways from data (0) to noise (1). (Liu et al. 2022, arXiv 2209.03003; Lipman et al. 2022, arXiv 2210.02747)</summary>
public static class FlowMatching
{
    /// <summary>(1 - sigma) x + sigma noise.</summary>
    /// <param name="data">[B, ..]</param>
    /// <param name="noise">[B, ..]</param>
    /// <param name="sigma">[B], in [0, 1].</param>
    public static Tensor Noisy(Tensor data, Tensor noise, Tensor sigma)
    {
        var s = PerSample(sigma, data);
        return (1 - s) * data + s * noise;
    }

    /// <summary>The velocity that the network shall say: noise - x.</summary>
    public static Tensor Velocity(Tensor data, Tensor noise) => noise - data;

    /// <summary>Data by a predicted velocity: noisy - sigma v.</summary>
    public static Tensor DataFrom(Tensor velocity, Tensor noisy, Tensor sigma) => velocity * -PerSample(sigma, noisy) + noisy;

    /// <summary>The weighted mean squared error of each sample. [B]</summary>
    /// <param name="prediction">[B, ..]</param>
    /// <param name="target">[B, ..]</param>
    /// <param name="weights">[B], or null for 1.</param>
    public static Tensor LossEach(Tensor prediction, Tensor target, Tensor? weights = null)
    {
        var error = (prediction - target).Square();
        return (weights is null ? error : PerSample(weights, error) * error).Flatten(1).Mean([1]);
    }

    /// <summary>Noise levels of a training step by position in the scheduler's descending list: u near 0 is much noise.</summary>
    /// <param name="u">[B], in [0, 1).</param>
    /// <param name="steps">Length of the list.</param>
    /// <param name="shift">Time shift of the list.</param>
    public static (Tensor Indices, Tensor Sigmas, Tensor Timesteps) FromList(Tensor u, long steps = 1000, double shift = 1)
    {
        var plain = Tensor.Linspace(1, steps, steps).Flip(0) / steps;
        var sigmas = TimestepDensity.Shift(plain, shift);
        var indices = u.Mul(steps).To(ScalarType.Int64);
        var chosen = sigmas.IndexSelect(0, indices);
        return (indices, chosen, chosen * steps);
    }

    private static Tensor PerSample(Tensor values, Tensor like)
    {
        var shape = new long[like.Rank];
        Array.Fill(shape, 1);
        shape[0] = values.Size(0);
        return values.Reshape(shape);
    }
}
