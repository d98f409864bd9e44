using System.Security.Cryptography;
using System.Text.Json;
using Atelier.Torch.Verification;

namespace Atelier.Torch.Safetensors.Verification;

/// <summary>Runs a folder of recorded safetensors files: valid ones must give the recorded tensors, hostile ones must be refused.</summary>
public static class SafetensorsCases
{
    /// <summary>Runs every file that a manifest names.</summary>
    /// <param name="manifestPath">A <c>manifest.json</c> with the objects <c>valid</c>, <c>hostile</c> and <c>sharded</c>; the files lie in folders of these names beside it.</param>
    public static IReadOnlyList<ManifestResult> Run(string manifestPath)
    {
        var root = Path.GetDirectoryName(Path.GetFullPath(manifestPath))!;
        using var manifest = JsonDocument.Parse(File.ReadAllBytes(manifestPath));
        var results = new List<ManifestResult>();
        foreach (var (section, run) in new (string, Func<string, JsonElement, string?>)[] { ("valid", Valid), ("hostile", Hostile), ("sharded", Sharded) })
        {
            if (!manifest.RootElement.TryGetProperty(section, out var cases))
                continue;
            foreach (var entry in cases.EnumerateObject())
                results.Add(Result($"{section}/{entry.Name}", run(Path.Combine(root, section, entry.Name), entry.Value)));
        }

        return results;
    }

    private static ManifestResult Result(string name, string? fault) => new(name, fault is null, fault ?? "as recorded");

    private static string? Valid(string path, JsonElement expected)
    {
        try
        {
            using var file = SafetensorsFile.Open(path);
            return Metadata(file, expected) ?? Tensors(file, expected.GetProperty("tensors"));
        }
        catch (Exception error)
        {
            return $"{error.GetType().Name}: {error.Message}";
        }
    }

    // A file that the reference accepts in spite of its oddity may be refused, but whichever it is must be clean.
    private static string? Hostile(string path, JsonElement expected)
    {
        try
        {
            using var file = SafetensorsFile.Open(path);
            foreach (var name in file.Entries.Keys)
                Hash(file, name);
            return expected.GetProperty("accepted").GetBoolean() ? null : "was opened, must be refused";
        }
        catch (SafetensorsException)
        {
            return null;
        }
        catch (Exception error)
        {
            return $"refused with {error.GetType().Name} instead of {nameof(SafetensorsException)}: {error.Message}";
        }
    }

    private static string? Sharded(string path, JsonElement expected)
    {
        var recommended = expected.GetProperty("recommended").GetString()!;
        var mustOpen = recommended.StartsWith("accept", StringComparison.Ordinal);
        try
        {
            using var folder = SafetensorsFolder.Open(path);
            if (!mustOpen)
                return $"was opened, recommended is: {recommended}";
            if (!expected.TryGetProperty("tensors", out var tensors))
                return null;
            var names = tensors.EnumerateArray().Select(name => name.GetString()!).ToHashSet();
            return names.SetEquals(folder.Names) ? null : $"tensors {string.Join(' ', folder.Names)}, recorded {string.Join(' ', names)}";
        }
        catch (SafetensorsException error)
        {
            return mustOpen ? error.Message : null;
        }
        catch (Exception error)
        {
            return $"refused with {error.GetType().Name} instead of {nameof(SafetensorsException)}: {error.Message}";
        }
    }

    private static string? Metadata(SafetensorsFile file, JsonElement expected)
    {
        if (!expected.TryGetProperty("metadata", out var metadata))
            return null;
        var recorded = metadata.ValueKind == JsonValueKind.Null
            ? []
            : metadata.EnumerateObject().ToDictionary(pair => pair.Name, pair => pair.Value.GetString()!);
        return recorded.Count == file.Metadata.Count && recorded.All(pair => file.Metadata.TryGetValue(pair.Key, out var value) && value == pair.Value)
            ? null
            : "metadata differs";
    }

    private static string? Tensors(SafetensorsFile file, JsonElement expected)
    {
        var recorded = expected.EnumerateObject().ToArray();
        if (recorded.Length != file.Entries.Count)
            return $"{file.Entries.Count} tensors, recorded {recorded.Length}";
        foreach (var tensor in recorded)
        {
            if (!file.Entries.TryGetValue(tensor.Name, out var entry))
                return $"no tensor '{tensor.Name}'";
            var shape = tensor.Value.GetProperty("shape").EnumerateArray().Select(size => size.GetInt64());
            if (entry.Type.HeaderName() != tensor.Value.GetProperty("dtype").GetString() || !shape.SequenceEqual(entry.Shape))
                return $"found {entry}, recorded {tensor.Value.GetProperty("dtype")} {tensor.Value.GetProperty("shape")}";
            if (Hash(file, tensor.Name) != tensor.Value.GetProperty("sha256").GetString())
                return $"the bytes of '{tensor.Name}' differ";
            if (tensor.Value.TryGetProperty("values", out var values) && values.ValueKind == JsonValueKind.Array &&
                SafetensorsValues.Differ(entry.Type, file.Bytes(tensor.Name), values))
                return $"the values of '{tensor.Name}' differ";
        }

        return null;
    }

    private static string Hash(SafetensorsFile file, string name)
    {
        using var stream = file.OpenRead(name);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }
}
