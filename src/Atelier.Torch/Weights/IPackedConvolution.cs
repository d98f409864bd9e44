namespace Atelier.Torch;

/// <summary>A packed weight of a convolution that can be used as it is stored.</summary>
internal interface IPackedConvolution : IPackedTensor
{
    /// <summary>The convolution in the type of <paramref name="x"/>, or null where the weight has to be unpacked first.</summary>
    /// <param name="x">[B, C, H, W]</param>
    /// <param name="bias">[out], or null.</param>
    /// <param name="stride">Down and across.</param>
    /// <param name="padding">Down and across.</param>
    Tensor? Convolve(Tensor x, Tensor? bias, long[] stride, long[] padding);
}
