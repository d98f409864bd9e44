using Atelier.Models.Dialects;
using Atelier.Torch;

namespace Atelier.Models.Adapters.Lycoris;

/// <summary>The rows, for one layer, of a change of several layers that another dialect has as one.</summary>
internal sealed class RowsUpdate : LayerUpdate
{
    private readonly WeightUpdate _whole;
    private readonly TensorCut _rows;

    public RowsUpdate(WeightUpdate whole, TensorCut rows) => (_whole, _rows) = (AddModule("whole", whole), rows);

    /// <inheritdoc/>
    public override Tensor Apply(AdaptedCall call) => call.Output.Add(Products.Linear(call.Input, Change(call.Input.Type)), call.Weight);

    /// <inheritdoc/>
    public override (Tensor Weight, Tensor? Bias) Fuse(Tensor weight, Tensor? bias, double strength) => (weight.Add(Change(weight.Type), strength), bias);

    private Tensor Change(ScalarType type) => _rows.Apply(_whole.Change()).To(type);
}
