namespace Atelier.Models.Vision.Depth;

/// <summary>Sizes of the part that makes one map of several taps of a vision transformer.</summary>
/// <param name="InputWidth">Channels of a tap.</param>
/// <param name="Factors">By how much each tap's grid is enlarged, first tap first.</param>
/// <param name="Widths">Channels of each tap's map.</param>
/// <param name="FusionWidth">Channels of the one map.</param>
internal sealed record DptNeckConfig(int InputWidth, IReadOnlyList<double> Factors, IReadOnlyList<int> Widths, int FusionWidth)
{
    public DptNeckConfig Check(int taps)
    {
        if (Factors.Count != taps || Widths.Count != taps)
            throw new ArgumentException($"{taps} taps, but {Factors.Count} reassemble_factors and {Widths.Count} neck_hidden_sizes.");
        return this;
    }
}
