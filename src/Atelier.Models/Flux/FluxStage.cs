namespace Atelier.Models.Flux;

/// <summary>A place in a FLUX transformer where tokens can be read.</summary>
public enum FluxStage
{
    /// <summary>After the input projections.</summary>
    Embedded,

    /// <summary>After a double-stream block.</summary>
    DoubleBlock,

    /// <summary>After a single-stream block.</summary>
    SingleBlock,

    /// <summary>After the final norm; the output stream only.</summary>
    Normed,
}
