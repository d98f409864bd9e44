using Atelier.Systems.StableDiffusion;

namespace Atelier.Cli.Generation.StableDiffusion;

/// <summary>One picture of Stable Diffusion in the JSON of <c>atelier generate</c>.</summary>
internal sealed record GeneratedDiffusion(string Path, long Seed, double Seconds, DiffusionParameters Parameters);
