using Atelier.Torch;

namespace Atelier.Models.Adapters.Lora;

/// <summary>A low-rank change of direction: rows of W + weight B A are scaled to learned lengths. (Liu et al. 2024, arXiv 2402.09353.)</summary>
public sealed class DoraUpdate : LoraUpdate
{
    /// <summary>Registers the parts of a low-rank change and <c>lora_magnitude_vector</c> [out].</summary>
    public DoraUpdate(long inputs, long outputs, long rank, double? alpha = null)
        : base(inputs, outputs, rank, alpha) =>
        Magnitude = AddParameter("lora_magnitude_vector", [outputs], Initializers.Ones);

    /// <summary>Lengths of the rows. [out]</summary>
    public Parameter Magnitude { get; }

    /// <inheritdoc/>
    public override Tensor Apply(AdaptedCall call)
    {
        var (weight, bias) = AdaptedLayers.Values(call.Layer);
        var factor = Factor(weight.Value, call.Weight).To(call.Output.Type);
        var linear = bias is null ? call.Plain : call.Plain - bias.Value.To(call.Plain.Type);
        return call.Output + (linear * (factor - 1)) + (Low(call.Input) * factor * (call.Weight * Scale));
    }

    /// <inheritdoc/>
    public override (Tensor Weight, Tensor? Bias) Fuse(Tensor weight, Tensor? bias, double strength) =>
        ((weight.Float() + (Matrix() * strength)) * Factor(weight, strength).Unsqueeze(1), bias);

    // The length is a constant of the gradient, as in the reference.
    private Tensor Factor(Tensor weight, double strength) =>
        Magnitude.Value.Float() / (weight.Detach().Float() + (Matrix().Detach() * strength)).Norm(2, [1]);
}
