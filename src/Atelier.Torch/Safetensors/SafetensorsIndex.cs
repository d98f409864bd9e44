using System.Text.Json;

namespace Atelier.Torch.Safetensors;

/// <summary>The index of a sharded model: <c>{"metadata": {..}, "weight_map": {"tensor": "shard.safetensors"}}</c>.</summary>
public sealed class SafetensorsIndex
{
    private const int MaxBytes = 100_000_000;

    private static readonly JsonDocumentOptions Json = new() { MaxDepth = 8, AllowDuplicateProperties = false };

    private SafetensorsIndex(IReadOnlyDictionary<string, string> weightMap) => WeightMap = weightMap;

    /// <summary>Tensor name to shard file name; every file name is a plain name inside the folder of the index.</summary>
    public IReadOnlyDictionary<string, string> WeightMap { get; }

    /// <summary>Reads an index file.</summary>
    /// <exception cref="SafetensorsException">It is malformed, or names a file outside its folder.</exception>
    public static SafetensorsIndex Open(string path)
    {
        var file = new FileInfo(path);
        if (file.Length > MaxBytes)
            throw new SafetensorsException($"{path}: an index of {file.Length} bytes; at most {MaxBytes} are allowed");
        try
        {
            return Parse(File.ReadAllBytes(path));
        }
        catch (SafetensorsException error)
        {
            throw new SafetensorsException($"{path}: {error.Message}", error);
        }
    }

    /// <summary>Parses the text of an index.</summary>
    /// <exception cref="SafetensorsException">As for <see cref="Open"/>.</exception>
    public static SafetensorsIndex Parse(ReadOnlyMemory<byte> utf8)
    {
        try
        {
            using var document = JsonDocument.Parse(utf8, Json);
            if (document.RootElement.ValueKind != JsonValueKind.Object || !document.RootElement.TryGetProperty("weight_map", out var map))
                throw new SafetensorsException("an index is an object with a 'weight_map'");
            if (map.ValueKind != JsonValueKind.Object)
                throw new SafetensorsException($"weight_map is a {map.ValueKind}; an object is required");

            var weightMap = new Dictionary<string, string>();
            foreach (var entry in map.EnumerateObject())
            {
                if (entry.Value.ValueKind != JsonValueKind.String)
                    throw new SafetensorsException($"weight_map names a {entry.Value.ValueKind} for '{entry.Name}'; a file name is required");
                weightMap.Add(entry.Name, CheckedName(entry.Value.GetString()!));
            }

            return new SafetensorsIndex(weightMap);
        }
        // InvalidOperationException is a lone surrogate in an escape.
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            throw new SafetensorsException($"the index is not valid JSON: {error.Message}", error);
        }
    }

    // The same rule on every system: a name with a separator, a drive or a control character is refused.
    private static string CheckedName(string name)
    {
        if (name.AsSpan().IndexOfAny('/', '\\', ':') >= 0 || name.Any(char.IsControl))
            throw new SafetensorsException($"shard '{name}' is not a plain file name beside the index");
        if (!name.EndsWith(".safetensors", StringComparison.Ordinal))
            throw new SafetensorsException($"shard '{name}' is not a .safetensors file");
        return name;
    }
}
