using Atelier.Imaging;

namespace Atelier.Systems.TextToImage.Flux;

/// <summary>A picture as part of the prompt.</summary>
/// <param name="Picture">What the new picture shall resemble.</param>
/// <param name="Weight">1 in full, 0 not at all.</param>
public sealed record FluxPicturePrompt(Picture Picture, double Weight = 1);
