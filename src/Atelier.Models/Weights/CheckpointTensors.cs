using Atelier.Models.Formats.Pickle;
using Atelier.Torch;
using Atelier.Torch.Safetensors;
using Atelier.Torch.Weights;

namespace Atelier.Models.Weights;

/// <summary>The tensors under one key of a PyTorch training checkpoint, such as <c>model</c> or <c>model_ema</c>; values are copied when they are read.</summary>
public sealed unsafe class CheckpointTensors : ITensorSource
{
    private readonly TorchFile _file;
    private readonly Dictionary<string, TorchTensor> _tensors;

    private CheckpointTensors(TorchFile file, Dictionary<string, TorchTensor> tensors, string key) =>
        (_file, _tensors, Key) = (file, tensors, key);

    /// <summary>The key that the tensors stand under; empty where they stand at the root.</summary>
    public string Key { get; }

    /// <inheritdoc/>
    public string Path => _file.Path;

    /// <inheritdoc/>
    public IReadOnlyCollection<string> Names => _tensors.Keys;

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> Metadata { get; } = new Dictionary<string, string>();

    /// <summary>Opens a file without running anything in it.</summary>
    /// <param name="path">A file that PyTorch wrote.</param>
    /// <param name="keys">Where the tensors may stand; the first key that is there is taken, and the root where none is.</param>
    /// <exception cref="PickleException">It is no PyTorch file, is damaged, or holds more than plain data.</exception>
    /// <exception cref="WeightException">It holds no tensors.</exception>
    public static CheckpointTensors Open(string path, params IReadOnlyList<string> keys)
    {
        var file = TorchFile.Open(path);
        var root = file.Root as Dictionary<object, object?> ?? [];
        var key = keys.FirstOrDefault(k => root.TryGetValue(k, out var value) && value is Dictionary<object, object?>) ?? "";
        var held = key.Length == 0 ? root : (Dictionary<object, object?>)root[key]!;
        var tensors = held.Where(pair => pair is { Key: string, Value: TorchTensor }).ToDictionary(pair => (string)pair.Key, pair => (TorchTensor)pair.Value!);
        if (tensors.Count > 0)
            return new(file, tensors, key);
        file.Dispose();
        throw new WeightException($"{path} holds no tensors under {string.Join(", ", keys.Append("its root"))}.");
    }

    /// <inheritdoc/>
    public long[] ShapeOf(string name) => [.. Find(name).Shape];

    /// <inheritdoc/>
    /// <exception cref="WeightException">There is no such tensor, or no tensor type holds its elements.</exception>
    public Tensor Read(string name)
    {
        var tensor = Find(name);
        var copy = Tensor.Empty(tensor.Shape, TypeOf(name, tensor.Storage.Type));
        if (tensor.Count > 0)
            _file.CopyTo(tensor, (byte*)copy.DataPointer);
        return copy;
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private TorchTensor Find(string name) =>
        _tensors.TryGetValue(name, out var tensor) ? tensor : throw new WeightException($"{Path} has no tensor '{name}'.");

    private ScalarType TypeOf(string name, SafetensorsType type) => type switch
    {
        SafetensorsType.F32 => ScalarType.Float32,
        SafetensorsType.F64 => ScalarType.Float64,
        SafetensorsType.F16 => ScalarType.Float16,
        SafetensorsType.BF16 => ScalarType.BFloat16,
        SafetensorsType.I64 => ScalarType.Int64,
        SafetensorsType.I32 => ScalarType.Int32,
        SafetensorsType.I16 => ScalarType.Int16,
        SafetensorsType.I8 => ScalarType.Int8,
        SafetensorsType.U8 => ScalarType.UInt8,
        SafetensorsType.Bool => ScalarType.Bool,
        _ => throw new WeightException($"{Path}: '{name}' is of {type}, which no tensor holds."),
    };
}
