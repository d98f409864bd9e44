namespace Atelier.Models.UNet;

/// <summary>Weights of the attention layers on a UNet's way down or up.</summary>
public sealed record LevelWeights
{
    /// <summary>Weight of every block; null where only some are named.</summary>
    public double? All { get; init; }

    /// <summary>Weights by block: one number for the whole block, or one for each of its attention layers.</summary>
    public IReadOnlyDictionary<int, IReadOnlyList<double>> Blocks { get; init; } = new Dictionary<int, IReadOnlyList<double>>();

    /// <summary>The weight of an attention layer; null where nothing is said.</summary>
    /// <exception cref="ArgumentException">A block has neither one weight nor one for this layer.</exception>
    public double? Of(int block, int layer)
    {
        if (!Blocks.TryGetValue(block, out var weights))
            return All;
        if (weights.Count == 1)
            return weights[0];
        return layer < weights.Count
            ? weights[layer]
            : throw new ArgumentException($"Block {block} has {weights.Count} weights, and none for its attention layer {layer}; give one, or one for each layer.");
    }
}
