using Atelier.Torch;
using Atelier.Torch.Weights;

namespace Atelier.Models.Conversion.Loras;

/// <summary>Tensors in memory, which it frees.</summary>
/// <param name="path">What messages call them.</param>
internal sealed class HeldTensors(string path) : ITensorSource
{
    private readonly Dictionary<string, Tensor> _tensors = [];

    public string Path => path;

    public IReadOnlyCollection<string> Names => _tensors.Keys;

    public IReadOnlyDictionary<string, string> Metadata => Texts;

    /// <summary>Texts for a header.</summary>
    public Dictionary<string, string> Texts { get; } = [];

    /// <summary>Takes a tensor, in a type of its own if one is given.</summary>
    public void Add(string name, Tensor tensor, ScalarType type) => _tensors.Add(name, tensor.Detach().To(type).Contiguous().Clone().Detached());

    public long[] ShapeOf(string name) => _tensors[name].Shape;

    public ScalarType TypeOf(string name) => _tensors[name].Type;

    public Tensor Read(string name) => _tensors[name].Clone();

    public void Dispose()
    {
        foreach (var tensor in _tensors.Values)
            tensor.Dispose();
        _tensors.Clear();
    }
}
