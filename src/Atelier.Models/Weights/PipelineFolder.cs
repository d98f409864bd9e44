using System.Text.Json;
using Atelier.Models.Configs;

namespace Atelier.Models.Weights;

/// <summary>A folder with <c>model_index.json</c> and a folder for each part that it names.</summary>
public static class PipelineFolder
{
    private const string Index = "model_index.json";

    /// <summary>Whether a folder is one.</summary>
    public static bool Is(string path) => File.Exists(Path.Combine(path, Index));

    /// <summary>The folders of weights that belong to a model: those that its index names, or all where there is none. Adapters that lie beside them do not.</summary>
    /// <exception cref="ConfigException">The index is no JSON object.</exception>
    public static IReadOnlyList<string> Parts(string path)
    {
        string[] folders = [.. Directory.EnumerateDirectories(path).Where(WeightFile.IsFolder).Order(StringComparer.Ordinal)];
        if (!Is(path))
            return folders;
        var named = JsonFile.ReadObject(Path.Combine(path, Index)).EnumerateObject().Where(p => p.Value.ValueKind == JsonValueKind.Array).Select(p => p.Name).ToHashSet();
        // An index that names none is no list of them.
        return named.Count == 0 ? folders : [.. folders.Where(f => named.Contains(Path.GetFileName(f)))];
    }
}
