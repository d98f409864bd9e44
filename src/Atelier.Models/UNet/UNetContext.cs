using Atelier.Models.Adapters;
using Atelier.Models.UNet.ImagePrompts;
using Atelier.Torch;

namespace Atelier.Models.UNet;

/// <summary>What all blocks of a call share.</summary>
/// <param name="Time">[B, time], the time vector, not yet activated.</param>
/// <param name="Text">[B, L, D]</param>
/// <param name="TextBias">[B, 1, 1, L], added to the logits of text tokens; null where all may be seen.</param>
/// <param name="Adapters">Adapters of the call.</param>
/// <param name="Pictures">Pictures that attentions to the text see, too.</param>
/// <param name="Perturbed">Self-attentions that part of the batch passes unattended.</param>
internal sealed record UNetContext(
    Tensor Time, Tensor Text, Tensor? TextBias, AdapterStack? Adapters, IReadOnlyList<ImagePrompt> Pictures, PerturbedAttention? Perturbed);
