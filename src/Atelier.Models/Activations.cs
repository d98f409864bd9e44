using Atelier.Torch;

namespace Atelier.Models;

/// <summary>Activation functions by the names that configurations use.</summary>
public static class Activations
{
    private static readonly Dictionary<string, Func<Tensor, Tensor>> Named = new()
    {
        ["gelu"] = x => x.Gelu(),
        ["gelu_new"] = x => x.Gelu(tanh: true),
        ["gelu_fast"] = x => x.Gelu(tanh: true),
        ["gelu_pytorch_tanh"] = x => x.Gelu(tanh: true),
        ["gelu-approximate"] = x => x.Gelu(tanh: true),
        ["quick_gelu"] = QuickGelu,
        ["relu"] = x => x.Relu(),
        ["silu"] = x => x.Silu(),
        ["swish"] = x => x.Silu(),
        ["sigmoid"] = x => x.Sigmoid(),
        ["tanh"] = x => x.Tanh(),
        ["mish"] = x => x.Mish(),
    };

    /// <summary>The function of a name.</summary>
    /// <exception cref="ArgumentException">No function has the name.</exception>
    public static Func<Tensor, Tensor> ByName(string name) => Named.TryGetValue(name, out var function)
        ? function
        : throw new ArgumentException($"Activation '{name}' is unknown; known are {string.Join(", ", Named.Keys)}.");

    /// <summary>The function of a name for a tensor that nobody else holds: without gradients, its memory is used again where that is possible.</summary>
    /// <exception cref="ArgumentException">No function has the name.</exception>
    public static Func<Tensor, Tensor> OfOwned(string name) => name is "silu" or "swish"
        ? x => NoGrad.IsRecording ? x.Silu() : x.SiluInPlace()
        : ByName(name);

    /// <summary>x sigmoid(1.702 x), CLIP's approximation of the Gaussian error linear unit.</summary>
    public static Tensor QuickGelu(Tensor x) => x * (x * 1.702).Sigmoid();
}
