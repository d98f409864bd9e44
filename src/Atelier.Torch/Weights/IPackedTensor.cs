namespace Atelier.Torch;

/// <summary>A tensor that is kept as a file stores it, in less memory, and made into numbers when it is used.</summary>
public interface IPackedTensor
{
    /// <summary>Sizes of all dimensions.</summary>
    long[] Shape { get; }

    /// <summary>The elements, in the caller's scope.</summary>
    Tensor Unpack();

    /// <summary>Some of its rows, as they are stored.</summary>
    /// <param name="start">First row.</param>
    /// <param name="count">Number of rows.</param>
    IPackedTensor Rows(long start, long count);
}
