using Atelier.Torch;

namespace Atelier.Models.Layers.Attention;

/// <summary>Token runs of different length in one batch, filled up with zeros at the end.</summary>
internal static class PackedTokens
{
    /// <summary>[N, C] of each picture to [B, longest, C]; the fill is zero.</summary>
    public static Tensor Stack(IReadOnlyList<Tensor> runs)
    {
        var longest = runs.Max(r => r.Size(0));
        return Tensor.Stack([.. runs.Select(r => r.Size(0) == longest ? r : r.Pad([0, 0, 0, longest - r.Size(0)]))], 0);
    }

    /// <summary>True for tokens that are no fill. Boolean [B, total], total being the longest length where it is left out</summary>
    public static Tensor Real(IReadOnlyList<long> lengths, Device device, long? total = null)
    {
        var own = Tensor.From(lengths.ToArray(), lengths.Count, 1).To(device);
        return Tensor.Arange(0, total ?? lengths.Max(), device: device).Unsqueeze(0).Lt(own);
    }

    /// <summary>Ids of a plane of tokens: the first axis is one number, then row and column. [rows columns, 3]</summary>
    public static Tensor Plane(long first, long rows, long columns)
    {
        Tensor Axis(Tensor values) => values.Expand(rows, columns);
        return Tensor.Stack(
            [
                Tensor.Full([rows, columns], first),
                Axis(Tensor.Arange(0, rows, ScalarType.Float32).Unsqueeze(1)),
                Axis(Tensor.Arange(0, columns, ScalarType.Float32).Unsqueeze(0)),
            ],
            -1).Reshape(-1, 3);
    }

    /// <summary>Ids of a line of tokens: the first axis counts, the others are zero. [N, 3]</summary>
    public static Tensor Line(long start, long length) =>
        Tensor.Arange(start, start + length, ScalarType.Float32).Unsqueeze(1).Pad([0, 2]);
}
