namespace Atelier.Torch;

/// <summary>The adjoint of a convolution whose windows do not overlap. [B, in, H, W] to [B, out, H k, W k]</summary>
public sealed class ConvTranspose2d : Module
{
    private readonly long _kernel;

    /// <summary>Registers <c>weight</c> [in, out, k, k] and <c>bias</c> [out].</summary>
    /// <param name="inputs">Channels that come in.</param>
    /// <param name="outputs">Channels that go out.</param>
    /// <param name="kernel">Pixels of a window's side, and from window to window.</param>
    public ConvTranspose2d(long inputs, long outputs, int kernel)
    {
        _kernel = kernel;
        var fanIn = outputs * kernel * kernel;
        Weight = AddParameter("weight", [inputs, outputs, kernel, kernel], Initializers.FanIn(fanIn));
        Bias = AddParameter("bias", [outputs], Initializers.FanIn(fanIn));
    }

    /// <summary>[in, out, k, k]</summary>
    public Parameter Weight { get; }

    /// <summary>[out]</summary>
    public Parameter Bias { get; }

    /// <summary>Applies the layer.</summary>
    public Tensor Forward(Tensor x)
    {
        var type = Products.Common(x, Weight.Value);
        return Tensor.ConvTranspose2d(x.To(type), Weight.Value.To(type), Bias.Value.To(type), [_kernel, _kernel], [0, 0]).To(x.Type);
    }
}
