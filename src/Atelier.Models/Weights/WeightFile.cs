using Atelier.Torch.Weights;

namespace Atelier.Models.Weights;

/// <summary>Opens weights by what lies at a path.</summary>
public static class WeightFile
{
    // What PyTorch's own files are called.
    private static readonly string[] TorchExtensions = [".pt", ".pth", ".ckpt", ".bin"];

    /// <summary>Opens a safetensors file or shard index, a GGUF file, a PyTorch checkpoint, or a folder that holds safetensors or one GGUF file.</summary>
    /// <param name="path">A file or folder; in a folder safetensors go before GGUF.</param>
    /// <exception cref="WeightException">There is nothing of the kind, or a folder holds several GGUF files.</exception>
    public static ITensorSource Open(string path)
    {
        if (File.Exists(path))
            return IsGguf(path) ? GgufTensors.Open(path) : IsTorch(path) ? TorchTensors.Open(path) : SafetensorsTensors.Open(path);
        if (!Directory.Exists(path))
            throw new WeightException($"'{path}' is neither a file nor a folder.");
        if (Directory.EnumerateFiles(path, "*.safetensors").Any())
            return SafetensorsTensors.Open(path);
        var files = Directory.EnumerateFiles(path).Where(IsGguf).ToArray();
        return files.Length == 1
            ? GgufTensors.Open(files[0])
            : throw new WeightException($"'{path}' holds no safetensors and {files.Length} GGUF files; name one file.");
    }

    private static bool IsTorch(string path) => TorchExtensions.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase);

    private static bool IsGguf(string path) => path.EndsWith(".gguf", StringComparison.OrdinalIgnoreCase);
}
