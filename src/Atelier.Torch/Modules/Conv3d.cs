namespace Atelier.Torch;

/// <summary>Convolution in space and time. [B, in, T, H, W] to [B, out, T', H', W']</summary>
public sealed class Conv3d : Module
{
    private readonly long[] _stride;
    private readonly long[] _padding;

    /// <summary>Registers <c>weight</c> [out, in, t, h, w] and, where asked, <c>bias</c> [out].</summary>
    /// <param name="inputs">Channels that come in.</param>
    /// <param name="outputs">Channels that go out.</param>
    /// <param name="kernel">Frames, rows, columns of a window.</param>
    /// <param name="stride">Frames, rows, columns from window to window; 1 if left out.</param>
    /// <param name="padding">Zeros at both ends of frames, rows, columns; none if left out.</param>
    /// <param name="bias">Whether there is a bias.</param>
    public Conv3d(long inputs, long outputs, long[] kernel, long[]? stride = null, long[]? padding = null, bool bias = true)
    {
        if (kernel.Length != 3 || stride is { Length: not 3 } || padding is { Length: not 3 })
            throw new ArgumentException("Kernel, stride and padding have three numbers: frames, rows, columns.");
        (_stride, _padding) = (stride ?? [1, 1, 1], padding ?? [0, 0, 0]);
        var fanIn = inputs * kernel[0] * kernel[1] * kernel[2];
        Weight = AddParameter("weight", [outputs, inputs, .. kernel], Initializers.FanIn(fanIn));
        Bias = bias ? AddParameter("bias", [outputs], Initializers.FanIn(fanIn)) : null;
    }

    /// <summary>[out, in, t, h, w]</summary>
    public Parameter Weight { get; }

    /// <summary>[out], or null.</summary>
    public Parameter? Bias { get; }

    /// <summary>Applies the layer.</summary>
    public Tensor Forward(Tensor x) => Products.Conv3d(x, Weight.Value, Bias?.Value, _stride, _padding, [1, 1, 1]);
}
