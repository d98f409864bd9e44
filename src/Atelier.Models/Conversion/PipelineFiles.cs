using Atelier.Torch.Weights;

namespace Atelier.Models.Conversion;

/// <summary>The files of a pipeline folder beside its weights.</summary>
internal static class PipelineFiles
{
    private static readonly string[] Weights = [".safetensors", ".bin", ".gguf", ".pt", ".pth", ".ckpt", ".msgpack", ".h5", ".onnx", ".onnx_data"];

    /// <summary>Checks that a folder, where there is one yet, can take a file of weights.</summary>
    /// <exception cref="WeightException">Other weights lie there, which would be read together with the new ones.</exception>
    public static void Prepare(string folder, string file)
    {
        if (Directory.Exists(folder) && Directory.EnumerateFiles(folder).FirstOrDefault(f => IsWeights(f) && Path.GetFileName(f) != file) is { } other)
            throw new WeightException($"'{folder}' already has weights ({Path.GetFileName(other)}), which would be read together with the new ones; name another folder.");
    }

    /// <summary>Copies configs, vocabularies and the like.</summary>
    public static void Copy(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var name = Path.GetRelativePath(from, file);
            if (IsWeights(file) || name.Split(Path.DirectorySeparatorChar).Any(p => p.StartsWith('.')))
                continue;
            var target = Path.Combine(to, name);
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target, overwrite: true);
        }
    }

    private static bool IsWeights(string file) =>
        Weights.Contains(Path.GetExtension(file), StringComparer.OrdinalIgnoreCase) || file.EndsWith(".index.json", StringComparison.OrdinalIgnoreCase);
}
