using System.Runtime.InteropServices;
using Atelier.Torch.Safetensors;

namespace Atelier.Torch.Weights;

/// <summary>Weights of a module, into it and out of it.</summary>
public static class StateDict
{
    /// <summary>Loads by name; a tensor takes the place of the parameter without a copy.</summary>
    /// <param name="module">The network.</param>
    /// <param name="source">Named tensors.</param>
    /// <param name="strict">Demands that both sides have the same names.</param>
    /// <param name="rename">The source's name of a parameter; the same name if left out.</param>
    /// <param name="packed">Keeps matrices as they are stored where that is smaller, to be unpacked at each use; slower, in much less memory.</param>
    /// <param name="ignore">True for names of the source that are not this network's, such as buffers of old files.</param>
    /// <exception cref="WeightException">A shape differs, or names differ and <paramref name="strict"/> is asked.</exception>
    public static LoadReport Load(
        Module module, ITensorSource source, bool strict = true, Func<string, string>? rename = null, Func<string, bool>? ignore = null,
        bool packed = false)
    {
        var names = source.Names as IReadOnlySet<string> ?? source.Names.ToHashSet();
        var (loaded, missing, used) = (new List<string>(), new List<string>(), new HashSet<string>());
        foreach (var (name, parameter) in module.Parameters())
        {
            var key = rename?.Invoke(name) ?? name;
            if (!names.Contains(key))
            {
                missing.Add(name);
                continue;
            }

            var shape = source.ShapeOf(key);
            if (!shape.AsSpan().SequenceEqual(parameter.Shape))
            {
                throw new WeightException(
                    $"{source.Path}: '{key}' has shape [{string.Join(", ", shape)}], the network expects [{string.Join(", ", parameter.Shape)}].");
            }

            if (packed && source.ReadPacked(key) is { } stored)
                parameter.Packed = stored;
            else
                parameter.Value = source.Read(key);
            used.Add(key);
            loaded.Add(name);
        }

        var report = new LoadReport(loaded, missing, [.. names.Where(n => !used.Contains(n) && ignore?.Invoke(n) != true).Order(StringComparer.Ordinal)]);
        if (strict && !report.IsExact)
        {
            throw new WeightException(
                $"{source.Path} does not fit {module.GetType().Name}: {report.Missing.Count} missing{Some(report.Missing)}, " +
                $"{report.Unexpected.Count} unexpected{Some(report.Unexpected)}.");
        }

        return report;
    }

    /// <summary>Writes all parameters to one safetensors file, by way of a temporary one.</summary>
    /// <param name="module">The network.</param>
    /// <param name="path">File to make or replace.</param>
    /// <param name="type">Element type of floating tensors; as they are if left out.</param>
    /// <param name="metadata">Free strings for the header.</param>
    public static void Save(Module module, string path, ScalarType? type = null, IReadOnlyDictionary<string, string>? metadata = null) =>
        Save(module.Parameters().Select(p => (p.Name, p.Parameter.Value)), path, type, metadata);

    /// <summary>Writes named tensors to one safetensors file, by way of a temporary one.</summary>
    public static void Save(
        IEnumerable<(string Name, Tensor Tensor)> tensors,
        string path,
        ScalarType? type = null,
        IReadOnlyDictionary<string, string>? metadata = null) =>
        SafetensorsWriter.Write(path, tensors.Select(t => Source(t.Name, t.Tensor, type)), metadata);

    private static SafetensorsSource Source(string name, Tensor tensor, ScalarType? type)
    {
        var stored = type is { } t && tensor.Type.IsFloating() ? t : tensor.Type;
        return new SafetensorsSource(name, TypeOf(name, stored), tensor.Shape, stream => Write(tensor, stored, stream));
    }

    private static unsafe void Write(Tensor tensor, ScalarType type, Stream stream)
    {
        using var scope = Tensor.Scope();
        var rows = tensor.Detach().To(Device.Cpu, type).Contiguous();
        var next = (byte*)rows.DataPointer;
        var left = rows.ElementCount * type.Size();
        for (; left > 0; left -= int.MaxValue, next += int.MaxValue)
            stream.Write(MemoryMarshal.CreateReadOnlySpan(ref *next, (int)Math.Min(left, int.MaxValue)));
        GC.KeepAlive(rows);
    }

    private static SafetensorsType TypeOf(string name, ScalarType type) => type switch
    {
        ScalarType.Bool => SafetensorsType.Bool,
        ScalarType.UInt8 => SafetensorsType.U8,
        ScalarType.Int8 => SafetensorsType.I8,
        ScalarType.Int16 => SafetensorsType.I16,
        ScalarType.Int32 => SafetensorsType.I32,
        ScalarType.Int64 => SafetensorsType.I64,
        ScalarType.Float16 => SafetensorsType.F16,
        ScalarType.BFloat16 => SafetensorsType.BF16,
        ScalarType.Float32 => SafetensorsType.F32,
        ScalarType.Float64 => SafetensorsType.F64,
        ScalarType.Complex64 => SafetensorsType.C64,
        _ => throw new WeightException($"'{name}' is of {type}, which safetensors does not hold."),
    };

    private static string Some(IReadOnlyList<string> names) => names.Count == 0
        ? ""
        : $" ({string.Join(", ", names.Take(3))}{(names.Count > 3 ? ", ..." : "")})";
}
