using Atelier.Torch;

namespace Atelier.Models.Reuse;

/// <summary>What is remembered of an attention layer: its outputs and their differences.</summary>
public sealed class TaylorFactors
{
    /// <summary>By output, then by order.</summary>
    internal Tensor[]?[] Factors { get; set; } = [];

    /// <summary>Element type of the outputs.</summary>
    internal ScalarType Type { get; set; }

    /// <summary>Call of the last computation.</summary>
    internal int Updated { get; set; } = -1;
}
