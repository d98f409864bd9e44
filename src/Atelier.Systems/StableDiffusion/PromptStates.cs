using Atelier.Torch;

namespace Atelier.Systems.StableDiffusion;

/// <summary>A prompt as the UNet takes it.</summary>
/// <param name="Text">[1, L, D]</param>
/// <param name="Pooled">[1, P]; null for a UNet that takes none.</param>
internal sealed record PromptStates(Tensor Text, Tensor? Pooled);
