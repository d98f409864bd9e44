using Atelier.Systems.StableDiffusion;

namespace Atelier.Cli.Generation.StableDiffusion;

/// <summary>What <c>atelier generate</c> was asked to do with Stable Diffusion.</summary>
/// <param name="Extras">What is opened with the model.</param>
/// <param name="Request">What to paint.</param>
internal sealed record DiffusionJob(StableDiffusionExtras Extras, StableDiffusionRequest Request);
