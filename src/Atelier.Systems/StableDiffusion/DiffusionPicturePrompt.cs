using Atelier.Imaging;
using Atelier.Models.UNet;

namespace Atelier.Systems.StableDiffusion;

/// <summary>Pictures that an image adapter turns into a prompt.</summary>
/// <param name="Adapter">Name of the adapter that they are for.</param>
/// <param name="Pictures">At least one.</param>
/// <param name="Weight">Strength, -10 to 10; 0 is none.</param>
public sealed record DiffusionPicturePrompt(string Adapter, IReadOnlyList<Picture> Pictures, double Weight = 1)
{
    /// <summary>White where each picture acts; null for everywhere.</summary>
    public IReadOnlyList<Picture>? Masks { get; init; }

    /// <summary>Strength by block, in place of the weight; what it does not name is off.</summary>
    public BlockWeights? Blocks { get; init; }
}
