using Atelier.Systems.TextToImage;

namespace Atelier.Systems.LightGen;

/// <summary>What a masked model does when the request does not say, and its limits.</summary>
/// <param name="Basics">Steps are times that the transformer runs.</param>
/// <param name="HeadSteps">Diffusion steps of each token.</param>
/// <param name="Temperature">Of the diffusion's noise.</param>
/// <param name="Schedule">Of guidance.</param>
public sealed record LightGenDefaults(TextToImageDefaults Basics, int HeadSteps, double Temperature, GuidanceSchedule Schedule);
