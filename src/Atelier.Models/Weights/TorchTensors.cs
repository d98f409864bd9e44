using Atelier.Models.Formats.Pickle;
using Atelier.Torch;
using Atelier.Torch.Mapping;
using Atelier.Torch.Safetensors;
using Atelier.Torch.Weights;

namespace Atelier.Models.Weights;

/// <summary>The tensors of a PyTorch checkpoint, over the mapped memory where they lie in order, copied where they do not.</summary>
/// <remarks>The mapping is private: writing to such a tensor changes this process only. It lives as long as a tensor over it.</remarks>
public sealed unsafe class TorchTensors : ITensorSource
{
    private readonly TorchFile _file;
    private readonly IReadOnlyDictionary<string, TorchTensor> _tensors;

    private TorchTensors(TorchFile file) => (_file, _tensors) = (file, file.Tensors);

    /// <inheritdoc/>
    public string Path => _file.Path;

    /// <inheritdoc/>
    public IReadOnlyCollection<string> Names => [.. _tensors.Keys];

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> Metadata { get; } = new Dictionary<string, string>();

    /// <summary>Opens a file.</summary>
    /// <exception cref="PickleException">It is no PyTorch file, is damaged, or holds more than plain data.</exception>
    public static TorchTensors Open(string path) => new(TorchFile.Open(path, copyOnWrite: true));

    /// <inheritdoc/>
    public long[] ShapeOf(string name) => [.. Find(name).Shape];

    /// <inheritdoc/>
    public ScalarType TypeOf(string name) => Find(name).Storage.Type.ToScalarType() ??
        throw new WeightException($"{Path}: '{name}' is of {Find(name).Storage.Type.HeaderName()}, which no tensor holds.");

    /// <inheritdoc/>
    /// <exception cref="WeightException">There is no such tensor.</exception>
    public Tensor Read(string name)
    {
        var tensor = Find(name);
        var type = TypeOf(name);
        if (tensor.Count == 0)
            return Tensor.Empty(tensor.Shape, type);
        var data = _file.Pointer(tensor);
        if (tensor.IsContiguous && (nint)data % type.Size() == 0)
            return Tensor.FromMemory((nint)data, tensor.Shape, type, new MappingReference(_file.Mapping));
        var copy = Tensor.Empty(tensor.Shape, type);
        _file.CopyTo(tensor, (byte*)copy.DataPointer);
        return copy;
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private TorchTensor Find(string name) => _tensors.TryGetValue(name, out var tensor) ? tensor : throw new WeightException($"{Path} has no tensor '{name}'.");
}
