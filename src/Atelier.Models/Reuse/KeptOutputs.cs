using Atelier.Torch;

namespace Atelier.Models.Reuse;

/// <summary>What is remembered of an attention layer.</summary>
public sealed class KeptOutputs
{
    /// <summary>Its last outputs.</summary>
    internal Tensor?[]? Last { get; set; }

    /// <summary>Those before, where they are needed.</summary>
    internal Tensor?[]? Earlier { get; set; }

    /// <summary>Rows of the first batch.</summary>
    internal long Batch { get; set; }
}
