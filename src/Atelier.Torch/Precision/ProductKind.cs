namespace Atelier.Torch;

/// <summary>What floating-point operations are spent on.</summary>
public enum ProductKind
{
    /// <summary>Matrix products with weights.</summary>
    Linear,

    /// <summary>Convolutions.</summary>
    Convolution,

    /// <summary>Attention: the products of queries, keys and values, and the softmax between them.</summary>
    Attention,
}
