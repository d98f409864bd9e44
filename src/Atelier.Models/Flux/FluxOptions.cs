using Atelier.Models.Reuse;
using Atelier.Models.Streams;
using Atelier.Torch;

namespace Atelier.Models.Flux;

/// <summary>What a call of a FLUX transformer does beside the plain run.</summary>
public sealed record FluxOptions
{
    /// <summary>Which streams see which; everything sees everything if left out.</summary>
    public Visibility? Visibility { get; init; }

    /// <summary>Streams of earlier calls whose keys and values are seen again.</summary>
    public IReadOnlyList<CachedStream> Cached { get; init; } = [];

    /// <summary>Indices of streams whose keys and values are to be kept.</summary>
    public IReadOnlyList<int> Record { get; init; } = [];

    /// <summary>Index of the stream that is read out; the first image stream if left out, none if negative.</summary>
    public int? Output { get; init; }

    /// <summary>Reads the tokens of all streams at a stage; the number is the block's. Tensors are in the gradient graph.</summary>
    public Action<FluxStage, int, IReadOnlyList<Tensor>>? Observe { get; init; }

    /// <summary>What a control network adds to the output stream after double blocks, spread over them. [B, N, width]</summary>
    public IReadOnlyList<Tensor> DoubleResiduals { get; init; } = [];

    /// <summary>What a control network adds to the output stream after single blocks, spread over them. [B, N, width]</summary>
    public IReadOnlyList<Tensor> SingleResiduals { get; init; } = [];

    /// <summary>Takes features of earlier steps in place of computed ones; null computes all, exactly.</summary>
    public FeatureCache? Reuse { get; init; }

    /// <summary>Gives block k the residual k modulo their number, instead of spreading them in runs.</summary>
    public bool RepeatResiduals { get; init; }
}
