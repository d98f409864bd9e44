using Atelier.Imaging;

namespace Atelier.Systems.StableDiffusion;

/// <summary>One finished picture with all that was asked.</summary>
/// <param name="Picture">The picture.</param>
/// <param name="Seed">Its own seed.</param>
/// <param name="Seconds">Time it took.</param>
/// <param name="Request">The request as it was carried out, for this picture alone.</param>
/// <param name="Pipeline">What painted it.</param>
public sealed record PaintedDiffusion(Picture Picture, long Seed, double Seconds, StableDiffusionRequest Request, StableDiffusionPipeline Pipeline);
