using Atelier.Torch;

namespace Atelier.Diffusion.Samplers;

/// <summary>A linear multistep method on noise levels: the slope is a polynomial through the latest slopes.</summary>
public sealed class LmsSampler : LevelSampler
{
    private readonly int _order;
    private readonly OutputHistory _slopes;

    /// <summary>A walk of <paramref name="steps"/> steps, at least 1.</summary>
    /// <param name="options">The model's.</param>
    /// <param name="steps">At least 1.</param>
    /// <param name="order">Slopes that are used, 1 to 4.</param>
    public LmsSampler(SamplerOptions options, int steps, int order = 4)
        : base(options, steps)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(order, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(order, 4);
        (_order, _slopes) = (order, new(order));
    }

    private protected override SamplerStep Advance(Tensor output, int index, Tensor x, NoiseSource? noise)
    {
        var denoised = Denoised(output, x, Sigmas[index]);
        _slopes.Add((x - denoised) / Sigmas[index]);
        var order = Math.Min(Math.Min(index + 1, _order), _slopes.Count);
        var next = x;
        for (var k = 0; k < order; k++)
            next += Coefficient(index, order, k) * _slopes[k];
        return new(next, denoised);
    }

    private protected override void Forget() => _slopes.Clear();

    // The integral, over the step, of the Lagrange polynomial that is 1 at the k-th latest level and 0 at the others.
    // Three Gauss points are exact for the degrees that occur.
    private double Coefficient(int index, int order, int k)
    {
        var (from, to) = (Sigmas[index], Sigmas[index + 1]);
        var (middle, half) = ((from + to) / 2, (to - from) / 2);
        var offset = Math.Sqrt(0.6) * half;
        return half * (5 * Lagrange(middle - offset) + 8 * Lagrange(middle) + 5 * Lagrange(middle + offset)) / 9;

        double Lagrange(double sigma)
        {
            var product = 1.0;
            for (var j = 0; j < order; j++)
            {
                if (j != k)
                    product *= (sigma - Sigmas[index - j]) / (Sigmas[index - k] - Sigmas[index - j]);
            }

            return product;
        }
    }
}
