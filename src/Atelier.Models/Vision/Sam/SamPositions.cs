using Atelier.Torch;

namespace Atelier.Models.Vision.Sam;

/// <summary>Encodes places by sines and cosines of random frequencies. (Tancik et al. 2020, arXiv 2006.10739)</summary>
internal sealed class SamPositions : Module
{
    private readonly Parameter _frequencies;

    public SamPositions(int count, double scale) =>
        _frequencies = AddBuffer("positional_embedding", [2, count], Initializers.Normal(scale));

    /// <summary>Encodes (x, y) in 0..1. [.., 2] to [.., C]</summary>
    public Tensor Forward(Tensor places)
    {
        var angles = ((places * 2) - 1).MatMul(_frequencies.Value.Widened()) * (2 * Math.PI);
        return Tensor.Cat([angles.Sin(), angles.Cos()], -1);
    }

    /// <summary>Encodes the centres of a grid's cells. [1, C, side, side]</summary>
    public Tensor Grid(int side, Device device)
    {
        var centres = Tensor.Arange(0, side, ScalarType.Float32, device).Add(0.5).Div(side);
        var (x, y) = (centres.Unsqueeze(0).Expand(side, side), centres.Unsqueeze(1).Expand(side, side));
        return Forward(Tensor.Stack([x, y], -1)).Permute(2, 0, 1).Unsqueeze(0);
    }
}
