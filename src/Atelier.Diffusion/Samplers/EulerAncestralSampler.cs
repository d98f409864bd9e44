using Atelier.Torch;

namespace Atelier.Diffusion.Samplers;

/// <summary>Euler's method with as much fresh noise at every step as DDPM would add.</summary>
/// <param name="options">The model's.</param>
/// <param name="steps">At least 1.</param>
public sealed class EulerAncestralSampler(SamplerOptions options, int steps) : LevelSampler(options, steps)
{
    private protected override SamplerStep Advance(Tensor output, int index, Tensor x, NoiseSource? noise)
    {
        var (sigma, to) = (Sigmas[index], Sigmas[index + 1]);
        var up = Math.Sqrt(to * to * (sigma * sigma - to * to) / (sigma * sigma));
        var down = Math.Sqrt(to * to - up * up);
        var denoised = Denoised(output, x, sigma);
        return new(x + (down - sigma) / sigma * (x - denoised) + up * Noise(noise, x), denoised);
    }
}
