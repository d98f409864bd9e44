using Atelier.Torch.Safetensors;

namespace Atelier.Models.Formats.Pickle;

/// <summary>The names that a pickle may use, and what calling them means. Nothing else is ever looked up.</summary>
internal sealed class TorchGlobal
{
    private static readonly Dictionary<string, TorchGlobal> Allowed = new TorchGlobal[]
    {
        new("collections.OrderedDict", call: Dictionary),
        new("torch.Size", call: arguments => arguments is [object?[] sizes] ? sizes : throw Misused("torch.Size", arguments)),
        new("torch._utils._rebuild_tensor", call: Tensor),
        new("torch._utils._rebuild_tensor_v2", call: Tensor),
        new("torch._utils._rebuild_parameter", call: arguments => arguments is [TorchTensor tensor, ..] ? tensor : throw Misused("_rebuild_parameter", arguments)),
        new("_codecs.encode", call: Bytes),
        // The options that a training script was called with: nothing of them is kept.
        new("argparse.Namespace", makes: () => new Dictionary<object, object?>()),
        new("torch.FloatStorage", SafetensorsType.F32),
        new("torch.DoubleStorage", SafetensorsType.F64),
        new("torch.HalfStorage", SafetensorsType.F16),
        new("torch.BFloat16Storage", SafetensorsType.BF16),
        new("torch.LongStorage", SafetensorsType.I64),
        new("torch.IntStorage", SafetensorsType.I32),
        new("torch.ShortStorage", SafetensorsType.I16),
        new("torch.CharStorage", SafetensorsType.I8),
        new("torch.ByteStorage", SafetensorsType.U8),
        new("torch.BoolStorage", SafetensorsType.Bool),
    }.ToDictionary(global => global.Name);

    private readonly Func<object?[], object>? _call;
    private readonly Func<object>? _makes;

    private TorchGlobal(string name, SafetensorsType? storage = null, Func<object?[], object>? call = null, Func<object>? makes = null)
    {
        Name = name;
        StorageType = storage;
        (_call, _makes) = (call, makes);
    }

    public string Name { get; }

    /// <summary>The element type of a storage class, null for others.</summary>
    public SafetensorsType? StorageType { get; }

    /// <summary>The name if it is allowed.</summary>
    /// <exception cref="PickleException">It is not.</exception>
    public static TorchGlobal Find(string module, string name) => Allowed.TryGetValue($"{module}.{name}", out var global)
        ? global
        : throw new PickleException($"the file asks for '{module}.{name}', which is refused: only plain tensors and containers are read");

    /// <summary>What the call gives.</summary>
    /// <exception cref="PickleException">The arguments are not those that PyTorch writes.</exception>
    public object Call(object?[] arguments) =>
        _call is null ? throw new PickleException($"'{Name}' is called, which is refused") : _call(arguments);

    /// <summary>What stands for a new object of the class.</summary>
    /// <exception cref="PickleException">It is no class that may be made, or is made from something.</exception>
    public object Make(object?[] arguments) =>
        _makes is not null && arguments.Length == 0 ? _makes() : throw new PickleException($"an object of '{Name}' is made, which is refused");

    /// <summary>The storage that a persistent id names: <c>('storage', type, key, place, count)</c>.</summary>
    public static TorchStorage Storage(object? id)
    {
        if (id is not object?[] { Length: 5 or 6 } parts || parts is not ["storage", TorchGlobal { StorageType: { } type }, string key, string, long count, ..] || count < 0)
            throw new PickleException("a persistent id is not ('storage', type, key, place, count)");
        if (parts is [_, _, _, _, _, not null])
            throw new PickleException($"storage '{key}' is a view of another one, which is not supported");
        return new TorchStorage(key, type, count);
    }

    private static Dictionary<object, object?> Dictionary(object?[] arguments)
    {
        var dictionary = new Dictionary<object, object?>();
        switch (arguments)
        {
            case []:
                break;
            case [List<object?> pairs]:
                foreach (var pair in pairs)
                {
                    var (key, value) = pair switch
                    {
                        object?[] and [var first, var second] => (first, second),
                        List<object?> and [var first, var second] => (first, second),
                        _ => throw Misused("OrderedDict", arguments),
                    };
                    dictionary[PickleMachine.Key(key)] = value;
                }

                break;
            default:
                throw Misused("OrderedDict", arguments);
        }

        return dictionary;
    }

    // How older protocols write bytes.
    private static byte[] Bytes(object?[] arguments) => arguments is [string text, "latin1" or "latin-1"] && text.All(c => c < 256)
        ? System.Text.Encoding.Latin1.GetBytes(text)
        : throw Misused("_codecs.encode", arguments);

    private static TorchTensor Tensor(object?[] arguments) => arguments is [TorchStorage storage, long offset, object?[] shape, object?[] strides, ..]
        ? TorchTensor.Create(storage, offset, Numbers(shape), Numbers(strides))
        : throw Misused("_rebuild_tensor", arguments);

    private static long[] Numbers(object?[] values) =>
        Array.ConvertAll(values, value => value is long number ? number : throw new PickleException("a size or stride is not a whole number"));

    private static PickleException Misused(string name, object?[] arguments) =>
        new($"{name} is called with ({string.Join(", ", arguments.Select(argument => argument?.GetType().Name ?? "None"))}), not as PyTorch does");
}
