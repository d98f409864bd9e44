using Atelier.Models.Formats.Pickle;
using Atelier.Torch;
using Atelier.Torch.Mapping;
using Atelier.Torch.Safetensors;
using Atelier.Torch.Weights;

namespace Atelier.Models.Weights;

/// <summary>The tensors of a file that PyTorch wrote, over the mapped memory where they lie without gaps; dictionaries within it add <c>name.</c> to their keys.</summary>
/// <remarks>Nothing in the file is run. Where the root has a <c>state_dict</c> or <c>model_state_dict</c>, that is taken. Texts beside the tensors are the metadata.</remarks>
public sealed unsafe class TorchTensors : ITensorSource
{
    private const int Deepest = 8;

    private readonly TorchFile _file;
    private readonly Dictionary<string, TorchTensor> _tensors = [];
    private readonly Dictionary<string, string> _texts = [];

    private TorchTensors(TorchFile file, string key)
    {
        (_file, Key) = (file, key);
        Collect(key.Length == 0 ? file.State : (Dictionary<object, object?>)((Dictionary<object, object?>)file.Root!)[key]!, "", 0);
    }

    /// <summary>The key of the file that the tensors stand under, where one was asked for; else empty.</summary>
    public string Key { get; }

    /// <inheritdoc/>
    public string Path => _file.Path;

    /// <inheritdoc/>
    public IReadOnlyCollection<string> Names => _tensors.Keys;

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> Metadata => _texts;

    /// <summary>Opens a file.</summary>
    /// <exception cref="PickleException">It is no PyTorch file, is damaged, or holds more than plain data.</exception>
    public static TorchTensors Open(string path) => new(TorchFile.Open(path, copyOnWrite: true), "");

    /// <summary>Opens a file that may hold several networks, such as a training checkpoint with <c>model</c> and <c>model_ema</c>.</summary>
    /// <param name="path">The file.</param>
    /// <param name="keys">Where the tensors may stand; the first key that is there is taken, and the usual place where none is.</param>
    /// <exception cref="PickleException">It is no PyTorch file, is damaged, or holds more than plain data.</exception>
    /// <exception cref="WeightException">It holds no tensors.</exception>
    public static TorchTensors Open(string path, params IReadOnlyList<string> keys)
    {
        var file = TorchFile.Open(path, copyOnWrite: true);
        var root = file.Root as Dictionary<object, object?> ?? [];
        var tensors = new TorchTensors(file, keys.FirstOrDefault(k => root.GetValueOrDefault(k) is Dictionary<object, object?>) ?? "");
        if (tensors.Names.Count > 0)
            return tensors;
        tensors.Dispose();
        throw new WeightException($"{path} holds no tensors under {string.Join(", ", keys.Append("its root"))}.");
    }

    /// <inheritdoc/>
    public long[] ShapeOf(string name) => Of(name).Shape;

    /// <summary>The element type of a tensor in the file.</summary>
    /// <exception cref="WeightException">There is no such tensor.</exception>
    public SafetensorsType StoredTypeOf(string name) => Of(name).Storage.Type;

    /// <inheritdoc/>
    public ScalarType TypeOf(string name) => Of(name).Storage.Type.ToScalarType() ??
        throw new WeightException($"{Path}: '{name}' is of {Of(name).Storage.Type.HeaderName()}, which no tensor holds.");

    /// <inheritdoc/>
    /// <exception cref="WeightException">There is no such tensor.</exception>
    public Tensor Read(string name)
    {
        var tensor = Of(name);
        var type = TypeOf(name);
        if (tensor.Count == 0)
            return Tensor.Empty(tensor.Shape, type);
        var pointer = (nint)_file.Pointer(tensor);
        if (tensor.IsContiguous && pointer % tensor.Storage.Type.Size() == 0)
            return Tensor.FromMemory(pointer, tensor.Shape, type, new MappedRange(_file.Mapping, pointer, tensor.Count * tensor.Storage.Type.Size()));
        var copy = Tensor.Empty(tensor.Shape, type);
        _file.CopyTo(tensor, (byte*)copy.DataPointer);
        return copy;
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private TorchTensor Of(string name) => _tensors.TryGetValue(name, out var tensor) ? tensor : throw new WeightException($"{Path} has no tensor '{name}'.");

    private void Collect(IReadOnlyDictionary<object, object?> dictionary, string prefix, int depth)
    {
        foreach (var (key, value) in dictionary)
        {
            if (key is not string name)
                continue;
            if (value is TorchTensor tensor)
                _tensors[prefix + name] = tensor;
            else if (value is string text)
                _texts[prefix + name] = text;
            else if (value is Dictionary<object, object?> inner && depth < Deepest)
                Collect(inner, $"{prefix}{name}.", depth + 1);
        }
    }
}
