namespace Atelier.Cli.Inspection;

/// <summary>What a file holds of one element type.</summary>
internal sealed record TypeTotal(string Type, int Tensors, long Parameters, long Bytes);
