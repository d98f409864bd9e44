using Atelier.Torch;

namespace Atelier.Models.Adapters.Lora;

/// <summary>A low-rank change of a Linear: scale B A x. (Hu et al. 2021, arXiv 2106.09685.)</summary>
public class LoraUpdate : LayerUpdate
{
    /// <summary>Registers <c>lora_A.weight</c> [rank, in], <c>lora_B.weight</c> [out, rank] and, where asked, <c>lora_B.bias</c> [out].</summary>
    /// <param name="inputs">Channels that come in.</param>
    /// <param name="outputs">Channels that go out.</param>
    /// <param name="rank">Rank of the change.</param>
    /// <param name="alpha">The change is multiplied by alpha / rank; by 1 if null.</param>
    /// <param name="bias">Whether the change has a bias.</param>
    public LoraUpdate(long inputs, long outputs, long rank, double? alpha = null, bool bias = false)
    {
        Scale = (alpha ?? rank) / rank;
        A = AddParameter("lora_A.weight", [rank, inputs], Initializers.Normal(1.0 / rank));
        B = AddParameter("lora_B.weight", [outputs, rank], Initializers.Zeros);
        Bias = bias ? AddParameter("lora_B.bias", [outputs], Initializers.Zeros) : null;
    }

    /// <summary>[rank, in]</summary>
    public Parameter A { get; }

    /// <summary>[out, rank]</summary>
    public Parameter B { get; }

    /// <summary>[out], or null.</summary>
    public Parameter? Bias { get; }

    /// <summary>Factor of the change at weight 1.</summary>
    public double Scale { get; init; }

    /// <inheritdoc/>
    public override Tensor Apply(AdaptedCall call) => call.Output.Add(Low(call.Input), call.Weight * Scale);

    /// <inheritdoc/>
    public override (Tensor Weight, Tensor? Bias) Fuse(Tensor weight, Tensor? bias, double strength) => (
        weight.Add(Matrix().To(weight.Type), strength),
        Bias is null || bias is null ? bias : bias.Add(Bias.Value.To(bias.Type), strength * Scale));

    /// <summary>The change of the weight at weight 1. [out, in]</summary>
    public Tensor Matrix() => B.Value.Float().MatMul(A.Value.Float()) * Scale;

    /// <summary>B A x plus bias, without the scale.</summary>
    protected Tensor Low(Tensor x) => Products.Linear(Products.Linear(x, A.Value), B.Value, Bias?.Value);
}
