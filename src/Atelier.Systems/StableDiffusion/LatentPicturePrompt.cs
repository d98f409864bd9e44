using Atelier.Models.UNet.ImagePrompts;
using Atelier.Torch;

namespace Atelier.Systems.StableDiffusion;

/// <summary>Pictures as a prompt, and what stands in their place on the negative side.</summary>
/// <param name="Positive">Tokens of the pictures, [B, images, tokens, D].</param>
/// <param name="NegativeTokens">Tokens of no picture, in the same shape.</param>
public sealed record LatentPicturePrompt(ImagePrompt Positive, Tensor NegativeTokens);
