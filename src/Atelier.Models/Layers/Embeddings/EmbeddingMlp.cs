using Atelier.Models.Adapters;
using Atelier.Torch;

namespace Atelier.Models.Layers.Embeddings;

/// <summary>Linear, activation, Linear: takes a sinusoid or a pooled text vector to a conditioning vector. [B, in] to [B, out]</summary>
public sealed class EmbeddingMlp : Module
{
    private readonly Linear _first;
    private readonly Linear _second;
    private readonly Linear? _condition;
    private readonly Func<Tensor, Tensor> _activate;
    private readonly Func<Tensor, Tensor>? _after;

    /// <summary>Registers <c>linear_1</c>, <c>linear_2</c> and, where asked, <c>cond_proj</c>.</summary>
    /// <param name="inputs">Channels that come in.</param>
    /// <param name="width">Channels between the Linears.</param>
    /// <param name="outputs">Channels that go out; as between if left out.</param>
    /// <param name="activation">Name of the activation between the Linears.</param>
    /// <param name="after">Name of an activation at the end; none if null.</param>
    /// <param name="condition">Channels of a vector that is added to the input after a projection; none if null.</param>
    /// <param name="bias">Whether the Linears have biases.</param>
    public EmbeddingMlp(
        long inputs, long width, long? outputs = null, string activation = "silu", string? after = null, int? condition = null, bool bias = true)
    {
        _activate = Activations.ByName(activation);
        _after = after is null ? null : Activations.ByName(after);
        _first = AddModule("linear_1", new Linear(inputs, width, bias));
        _second = AddModule("linear_2", new Linear(width, outputs ?? width, bias));
        _condition = condition is { } channels ? AddModule("cond_proj", new Linear(channels, inputs, bias: false)) : null;
        foreach (var layer in (Linear[])[_first, _second])
        {
            layer.Weight.Initializer = Initializers.Normal(0.02);
            if (bias)
                layer.Bias!.Initializer = Initializers.Zeros;
        }
    }

    /// <summary>Applies both layers.</summary>
    /// <param name="x">[B, in]</param>
    /// <param name="adapters">Adapters of the call.</param>
    /// <param name="condition">[B, condition], or null.</param>
    public Tensor Forward(Tensor x, AdapterStack? adapters = null, Tensor? condition = null)
    {
        if (condition is not null && _condition is not null)
            x = x + _condition.Forward(condition, adapters);
        var h = _second.Forward(_activate(_first.Forward(x, adapters)), adapters);
        return _after?.Invoke(h) ?? h;
    }
}
