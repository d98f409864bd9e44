using System.Text;

namespace Atelier.Torch.Interop;

/// <summary>One ATen operator, found by its schema name when first called.</summary>
internal sealed unsafe class Operator(string name, string overload = "")
{
    private const int StackWords = 64;
    private nint _handle;
    private bool _searched;

    /// <summary>True where the loaded libtorch has this schema.</summary>
    public bool Exists
    {
        get
        {
            if (!_searched)
            {
                _handle = NativeTorch.OperatorFind(name, overload);
                _searched = true;
            }

            return _handle != 0;
        }
    }

    /// <summary>Calls for the one tensor that the operator returns.</summary>
    public Tensor Call(params ReadOnlySpan<Argument> arguments)
    {
        var results = Invoke(arguments);
        return results.Length >= 1 && results[0].Kind == ArgumentKind.Tensor
            ? Adopt(results, 0)
            : throw new TorchException($"{name} did not return a tensor.");
    }

    /// <summary>Calls for all the tensors that the operator returns.</summary>
    public Tensor[] CallMany(params ReadOnlySpan<Argument> arguments)
    {
        var results = Invoke(arguments);
        var tensors = new Tensor[results.Length];
        for (var i = 0; i < tensors.Length; i++)
            tensors[i] = Tensor.FromHandle((nint)results[i].Bits);
        return tensors;
    }

    /// <summary>Calls for a number or a truth value.</summary>
    public NativeValue CallValue(params ReadOnlySpan<Argument> arguments) => Invoke(arguments)[0];

    private static Tensor Adopt(ReadOnlySpan<NativeValue> results, int wanted)
    {
        for (var i = 0; i < results.Length; i++)
        {
            if (i != wanted && results[i].Kind == ArgumentKind.Tensor && results[i].Bits != 0)
                NativeTorch.TensorFree((nint)results[i].Bits);
        }

        return Tensor.FromHandle((nint)results[wanted].Bits);
    }

    private ReadOnlySpan<NativeValue> Invoke(ReadOnlySpan<Argument> arguments)
    {
        if (!Exists)
            throw new TorchException($"libtorch {TorchRuntime.Version} has no operator {Name}.");
        var words = 0;
        foreach (ref readonly var argument in arguments)
            words += Words(argument);
        var lists = words <= StackWords ? stackalloc long[StackWords] : GC.AllocateUninitializedArray<long>(words, pinned: true);
        var values = stackalloc NativeValue[arguments.Length];
        fixed (long* list = lists)
        {
            var next = list;
            for (var i = 0; i < arguments.Length; i++)
                next = Marshal(arguments[i], ref values[i], next);
            NativeValue* results;
            var count = NativeTorch.OperatorCall(_handle, values, arguments.Length, &results);
            foreach (ref readonly var argument in arguments)
                GC.KeepAlive(argument.Item);
            return count >= 0 ? new(results, (int)count) : throw Failure(arguments);
        }
    }

    private string Name => overload.Length > 0 ? $"{name}.{overload}" : name;

    private static int Words(in Argument argument) => argument.Item switch
    {
        string text => (Encoding.UTF8.GetByteCount(text) + 7) / 8,
        Array list => list.Length,
        _ => 0,
    };

    private static long* Marshal(in Argument argument, ref NativeValue value, long* next)
    {
        value.Kind = argument.Kind;
        value.Bits = argument.Bits;
        var start = next;
        switch (argument.Kind)
        {
            case ArgumentKind.Tensor:
                value.Bits = ((Tensor)argument.Item!).Handle;
                return next;
            case ArgumentKind.Generator:
                value.Bits = ((Generator)argument.Item!).Handle;
                return next;
            case ArgumentKind.Device:
                value.Bits = argument.Bits & 0xFFFFFFFF;
                value.Count = argument.Bits >> 32;
                return next;
            case ArgumentKind.IntList:
                foreach (var item in (long[])argument.Item!)
                    *next++ = item;
                break;
            case ArgumentKind.DoubleList:
                foreach (var item in (double[])argument.Item!)
                    *next++ = BitConverter.DoubleToInt64Bits(item);
                break;
            case ArgumentKind.BoolList:
                foreach (var item in (bool[])argument.Item!)
                    *next++ = item ? 1 : 0;
                break;
            case ArgumentKind.TensorList or ArgumentKind.OptionalTensorList:
                foreach (var item in (Tensor?[])argument.Item!)
                    *next++ = item?.Handle ?? 0;
                break;
            case ArgumentKind.Text:
                var text = (string)argument.Item!;
                value.Count = Encoding.UTF8.GetBytes(text, new Span<byte>(next, (Encoding.UTF8.GetByteCount(text) + 7) / 8 * 8));
                value.Bits = (nint)start;
                return next + ((value.Count + 7) / 8);
            default:
                return next;
        }

        value.Bits = (nint)start;
        value.Count = next - start;
        return next;
    }

    private TorchException Failure(ReadOnlySpan<Argument> arguments)
    {
        var given = new List<string>();
        foreach (ref readonly var argument in arguments)
        {
            if (argument.Item is Tensor tensor)
                given.Add(tensor.Describe());
            else if (argument.Item is Tensor?[] tensors)
                given.Add($"[{string.Join(", ", tensors.Select(t => t?.Describe() ?? "none"))}]");
        }

        var reason = NativeTorch.Text(NativeTorch.LastError());
        return new TorchException($"{Name}({string.Join(", ", given)}): {reason}");
    }
}
