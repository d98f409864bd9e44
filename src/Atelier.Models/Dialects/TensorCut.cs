using Atelier.Torch;

namespace Atelier.Models.Dialects;

/// <summary>How a tensor of another dialect becomes one of ours; views of the file's memory where possible.</summary>
public sealed record TensorCut
{
    /// <summary>The whole tensor as it is.</summary>
    public static TensorCut Whole { get; } = new();

    /// <summary>The second half of the rows before the first.</summary>
    public static TensorCut SwappedHalves { get; } = new() { SwapHalves = true };

    /// <summary>First row.</summary>
    public long Start { get; init; }

    /// <summary>Number of rows; all from the first if null.</summary>
    public long? Length { get; init; }

    /// <summary>Whether the halves of the rows change places.</summary>
    public bool SwapHalves { get; init; }

    /// <summary>Whether trailing dimensions of size 1 are dropped, as a 1x1 convolution's, to have this rank.</summary>
    public int? Rank { get; init; }

    /// <summary>The rank in the other dialect, where trailing dimensions of size 1 are to be put back.</summary>
    public int? OriginalRank { get; init; }

    /// <summary>Whether rows and columns of a matrix change places.</summary>
    public bool Transpose { get; init; }

    /// <summary>The shape after the cut.</summary>
    public long[] Shape(long[] shape)
    {
        long[] cut = Length is { } length ? [length, .. shape[1..]] : shape;
        cut = Rank is { } rank && cut.Length > rank ? cut[..rank] : cut;
        return Transpose ? [cut[1], cut[0]] : cut;
    }

    /// <summary>The shape of the piece in the other dialect: <see cref="Shape"/> backwards.</summary>
    public long[] Back(long[] shape)
    {
        long[] whole = Transpose ? [shape[1], shape[0]] : shape;
        return OriginalRank is { } rank && rank > whole.Length ? [.. whole, .. Enumerable.Repeat(1L, rank - whole.Length)] : whole;
    }

    /// <summary>The piece of the other dialect that a tensor of ours is: <see cref="Apply"/> backwards.</summary>
    public Tensor ApplyBack(Tensor tensor)
    {
        var piece = Transpose ? tensor.Transpose(0, 1).Contiguous() : tensor;
        if (SwapHalves)
        {
            var halves = piece.Chunk(2, 0);
            piece = Tensor.Cat([halves[1], halves[0]], 0);
        }

        return piece.Reshape(Back(tensor.Shape));
    }

    /// <summary>The tensor after the cut.</summary>
    public Tensor Apply(Tensor tensor)
    {
        var cut = Length is { } length ? tensor.Narrow(0, Start, length) : tensor;
        if (Rank is { } rank && cut.Rank > rank)
            cut = cut.Reshape(cut.Shape[..rank]);
        if (Transpose)
            cut = cut.Transpose(0, 1).Contiguous();
        if (!SwapHalves)
            return cut;
        var halves = cut.Chunk(2, 0);
        return Tensor.Cat([halves[1], halves[0]], 0);
    }
}
