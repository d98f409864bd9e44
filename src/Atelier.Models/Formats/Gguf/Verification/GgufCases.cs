using System.Runtime.InteropServices;
using System.Text.Json;
using Atelier.Models.Formats.Gguf.Blocks;
using Atelier.Torch.Safetensors;
using Atelier.Torch.Verification;

namespace Atelier.Models.Formats.Gguf.Verification;

/// <summary>Runs recorded GGUF files: values must come out as recorded, hostile files must be refused.</summary>
public static class GgufCases
{
    /// <summary>The values of a file's <c>component</c> that this runner knows.</summary>
    public static IReadOnlyList<string> Components { get; } = ["gguf.GGUFReader, gguf.quants", "gguf reader"];

    /// <summary>Runs a case.</summary>
    /// <param name="jsonPath">A case with <c>config.file</c> and recorded tensors beside it, or one with <c>config.folder</c> and <c>config.files</c>.</param>
    /// <exception cref="GgufException">The component is unknown.</exception>
    public static IReadOnlyList<ManifestResult> Run(string jsonPath)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(jsonPath))!;
        using var document = JsonDocument.Parse(File.ReadAllBytes(jsonPath));
        var config = document.RootElement.GetProperty("config");
        var component = document.RootElement.GetProperty("component").GetString();
        if (component == Components[0])
            return [.. Values(folder, config, Path.ChangeExtension(jsonPath, ".safetensors"), Path.GetFileNameWithoutExtension(jsonPath))];
        if (component == Components[1])
            return [.. Hostile(Path.Combine(folder, config.GetProperty("folder").GetString()!), config.GetProperty("files"))];
        throw new GgufException($"{jsonPath}: component '{component}' is unknown; known are {string.Join(", ", Components)}");
    }

    private static IEnumerable<ManifestResult> Hostile(string folder, JsonElement files)
    {
        foreach (var entry in files.EnumerateObject())
        {
            var fault = HostileFault(Path.Combine(folder, entry.Name), entry.Name.StartsWith("good_", StringComparison.Ordinal));
            yield return Result($"hostile/{entry.Name}", fault, entry.Value.GetString()!);
        }
    }

    private static string? HostileFault(string path, bool good)
    {
        try
        {
            using var file = GgufFile.Open(path);
            foreach (var name in file.Entries.Keys)
                file.Dequantize(name);
            return good ? null : "was opened, must be refused";
        }
        catch (GgufException error)
        {
            return good ? error.Message : null;
        }
        catch (Exception error)
        {
            return $"refused with {error.GetType().Name} instead of {nameof(GgufException)}: {error.Message}";
        }
    }

    private static IEnumerable<ManifestResult> Values(string folder, JsonElement config, string recordedPath, string name)
    {
        using var file = GgufFile.Open(Path.Combine(folder, config.GetProperty("file").GetString()!));
        using var recorded = SafetensorsFile.Open(recordedPath);
        yield return Result(
            $"{name}/alignment", file.Alignment == config.GetProperty("alignment").GetInt32() ? null : $"alignment {file.Alignment}");
        yield return Result(
            $"{name}/architecture",
            Equals(file.Metadata.GetValueOrDefault("general.architecture"), config.GetProperty("architecture").GetString()) ? null : "another architecture");

        foreach (var entry in config.GetProperty("metadata").EnumerateObject())
        {
            var same = file.Metadata.TryGetValue(entry.Name, out var value) && Same(value, entry.Value);
            yield return Result($"{name}/metadata/{entry.Name}", same ? null : $"is {value}, recorded {entry.Value}");
        }

        foreach (var entry in config.GetProperty("tensors").EnumerateObject())
            yield return Result($"{name}/tensors/{entry.Name}", TensorFault(file, recorded, entry.Name, entry.Value));
        foreach (var input in recorded.Entries.Keys.Where(key => key.StartsWith("in.", StringComparison.Ordinal)))
            yield return Result($"{name}/quantize/{input[3..]}", QuantizeFault(file[input[3..]].Type, recorded, input[3..]));
    }

    private static string? TensorFault(GgufFile file, SafetensorsFile recorded, string name, JsonElement expected)
    {
        if (!file.Entries.TryGetValue(name, out var entry))
            return "missing";
        var shape = expected.GetProperty("shape").EnumerateArray().Select(size => size.GetInt64());
        if (entry.Type.ToString() != expected.GetProperty("type").GetString() || !entry.Shape.AsSpan().SequenceEqual(shape.ToArray()))
            return $"found {entry}, recorded {expected}";
        if (!recorded.Entries.TryGetValue("out." + name, out var output))
            return null;

        // Doubles and integers are recorded as they are stored, everything else in single precision.
        if (output.Type != SafetensorsType.F32)
            return file.Bytes(name).SequenceEqual(recorded.Bytes("out." + name)) ? null : "the stored values differ";
        var values = file.Dequantize(name);
        var due = MemoryMarshal.Cast<byte, float>(recorded.Bytes("out." + name));
        for (var i = 0; i < values.Length; i++)
        {
            if (BitConverter.SingleToInt32Bits(values[i]) != BitConverter.SingleToInt32Bits(due[i]) && !(float.IsNaN(values[i]) && float.IsNaN(due[i])))
                return $"value {i} is {values[i]:R}, recorded {due[i]:R}";
        }

        return null;
    }

    private static string? QuantizeFault(GgufType type, SafetensorsFile recorded, string name)
    {
        var due = recorded.Bytes("out.raw." + name);
        var bytes = new byte[due.Length];
        GgufBlocks.Quantize(type, MemoryMarshal.Cast<byte, float>(recorded.Bytes("in." + name)), bytes);
        var differing = bytes.AsSpan().CommonPrefixLength(due);
        return differing == due.Length ? null : $"byte {differing} of {due.Length} is {bytes[differing]}, recorded {due[differing]}";
    }

    private static bool Same(object value, JsonElement recorded) => (value, recorded.ValueKind) switch
    {
        (string text, JsonValueKind.String) => text == recorded.GetString(),
        (bool truth, JsonValueKind.True or JsonValueKind.False) => truth == recorded.GetBoolean(),
        (Array array, JsonValueKind.Array) =>
            array.Length == recorded.GetArrayLength() && recorded.EnumerateArray().Select((item, index) => Same(array.GetValue(index)!, item)).All(same => same),
        (ulong number, JsonValueKind.Number) => number == recorded.GetUInt64(),
        (float number, JsonValueKind.Number) => number == (float)recorded.GetDouble(),
        (double number, JsonValueKind.Number) => number == recorded.GetDouble(),
        (_, JsonValueKind.Number) => recorded.TryGetInt64(out var number) && Convert.ToInt64(value) == number,
        _ => false,
    };

    private static ManifestResult Result(string name, string? fault, string note = "as recorded") => new(name, fault is null, fault ?? note);
}
