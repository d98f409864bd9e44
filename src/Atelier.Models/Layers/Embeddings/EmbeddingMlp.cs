using Atelier.Models.Adapters;
using Atelier.Torch;

namespace Atelier.Models.Layers.Embeddings;

/// <summary>Linear, SiLU, Linear: takes a sinusoid or a pooled text vector to a conditioning vector. [B, in] to [B, out]</summary>
public sealed class EmbeddingMlp : Module
{
    private readonly Linear _first;
    private readonly Linear _second;

    /// <summary>Registers <c>linear_1</c> and <c>linear_2</c>.</summary>
    public EmbeddingMlp(long inputs, long width, long? outputs = null)
    {
        _first = AddModule("linear_1", new Linear(inputs, width));
        _second = AddModule("linear_2", new Linear(width, outputs ?? width));
        foreach (var layer in (Linear[])[_first, _second])
        {
            layer.Weight.Initializer = Initializers.Normal(0.02);
            layer.Bias!.Initializer = Initializers.Zeros;
        }
    }

    /// <summary>Applies both layers.</summary>
    public Tensor Forward(Tensor x, AdapterStack? adapters = null) => _second.Forward(_first.Forward(x, adapters).Silu(), adapters);
}
