using Atelier.Cli.Shell;
using Atelier.Models.Weights;

namespace Atelier.Cli.Inspection;

/// <summary>Finds out what a path is, by content, and describes it.</summary>
internal static class Inspector
{
    public static FileDescription Inspect(string path, bool keys)
    {
        if (Directory.Exists(path))
            return ModelFolderInspector.Inspect(path, keys);
        if (!File.Exists(path))
            throw new UsageException($"There is no file or folder '{path}'.");
        if (path.EndsWith(".safetensors", StringComparison.Ordinal) || path.EndsWith(".safetensors.index.json", StringComparison.Ordinal))
            return SafetensorsInspector.Inspect(path, keys);
        if (path.EndsWith(".gguf", StringComparison.OrdinalIgnoreCase))
            return GgufInspector.Inspect(path, keys);
        if (WeightFile.IsTorch(path))
            return TorchInspector.Inspect(path, keys);
        return PictureInspector.Inspect(path);
    }
}
