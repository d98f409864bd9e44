namespace Atelier.Models.Layers.Attention;

/// <summary>What a network calls the parts of a <see cref="GatedBlock"/>.</summary>
internal sealed record GatedBlockNames(string Modulation, string Norm1, string Norm2, string Attention, string Gate, string Down, string Up);
