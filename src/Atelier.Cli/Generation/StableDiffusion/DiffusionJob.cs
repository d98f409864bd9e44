using Atelier.Systems.StableDiffusion;

namespace Atelier.Cli.Generation.StableDiffusion;

/// <summary>What <c>atelier generate</c> was asked to do with Stable Diffusion.</summary>
/// <param name="Extras">What is opened with the model.</param>
/// <param name="Request">What to paint.</param>
/// <param name="Notes">What could not be taken over from a picture that is repeated.</param>
internal sealed record DiffusionJob(StableDiffusionExtras Extras, StableDiffusionRequest Request, IReadOnlyList<string> Notes);
