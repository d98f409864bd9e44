using Atelier.Torch;

namespace Atelier.Diffusion;

/// <summary>What a sampler makes of one network output.</summary>
/// <param name="Sample">The sample at the next noise level.</param>
/// <param name="Denoised">The estimate of the clean sample, for previews.</param>
public readonly record struct SamplerStep(Tensor Sample, Tensor Denoised);
