namespace Atelier.Systems.TextToImage.Flux;

/// <summary>An adapter file and how strongly it acts.</summary>
/// <param name="Path">The file.</param>
/// <param name="Weight">1 as trained, 0 not at all; negative turns it round.</param>
public sealed record FluxLoraChoice(string Path, double Weight = 1);
