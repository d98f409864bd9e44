using Atelier.Systems.TextToImage;

namespace Atelier.Systems.LightGen;

/// <summary>What a masked model does when the request does not say, and its limits.</summary>
/// <param name="Basics">Steps are times that the transformer runs.</param>
/// <param name="HeadSteps">Diffusion steps of each token.</param>
/// <param name="Temperature">Of the diffusion's noise.</param>
/// <param name="Schedule">Of guidance.</param>
/// <param name="ClipRange">As <see cref="DiffusionLoss.ClipRange"/>; key <c>clip_sample_range</c>.</param>
/// <param name="FixedSize">Whether it paints pictures of its own size alone, as MAR does: its position tables fit one.</param>
public sealed record LightGenDefaults(
    TextToImageDefaults Basics, int HeadSteps, double Temperature, GuidanceSchedule Schedule, double? ClipRange = null, bool FixedSize = false);
