using Atelier.Models.UNet;

namespace Atelier.Systems.StableDiffusion;

/// <summary>An adapter file that is active with a weight.</summary>
/// <param name="Path">The file: LoRA, LoCon, LoHa or LoKr in any of the known dialects.</param>
/// <param name="Weight">Strength in UNet and text encoders, up to <see cref="MaxWeight"/> either way; negative turns the change round.</param>
public sealed record DiffusionLora(string Path, double Weight = 1)
{
    /// <summary>Largest weight, either way.</summary>
    public const double MaxWeight = 10;

    /// <summary>Further weights by block of the UNet; null for none.</summary>
    public BlockWeights? Blocks { get; init; }

    /// <summary>Name for people: the file's without its ending.</summary>
    public string Name => System.IO.Path.GetFileNameWithoutExtension(Path);
}
