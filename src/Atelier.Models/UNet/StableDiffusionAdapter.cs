using Atelier.Models.Adapters;
using Atelier.Models.Adapters.Lora;

namespace Atelier.Models.UNet;

/// <summary>The adapters of a file for Stable Diffusion.</summary>
/// <param name="UNet">The UNet's, or null.</param>
/// <param name="Text">The text encoder's, or null.</param>
/// <param name="Text2">The second text encoder's, or null.</param>
/// <param name="Report">What of the file was used.</param>
public sealed record StableDiffusionAdapter(Adapter? UNet, Adapter? Text, Adapter? Text2, LoraReport Report);
