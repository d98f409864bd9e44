using Atelier.Models.Weights;

namespace Atelier.Cli.Inspection;

/// <summary>Reads a model folder of the common form: <c>model_index.json</c> and a folder for each part.</summary>
internal static class ModelFolderInspector
{
    public static FileDescription Inspect(string path, bool keys)
    {
        var parts = PipelineFolder.Parts(path).Concat(WeightFile.IsFolder(path) ? [path] : [])
            .Order(StringComparer.Ordinal)
            .Select(folder => WeightInspector.Inspect(folder, keys) with { Path = folder == path ? "." : Path.GetFileName(folder) })
            .ToArray();
        if (parts.Length == 0)
            throw new Shell.UsageException($"'{path}' holds no model: expected .safetensors, .gguf or PyTorch files in it or in the folders below it.");
        return new FileDescription(path, PipelineFolder.Is(path) ? "diffusers folder" : "model folder", parts.Sum(part => part.Bytes))
        {
            Parameters = parts.Sum(part => part.Parameters),
            Parts = parts,
        };
    }
}
