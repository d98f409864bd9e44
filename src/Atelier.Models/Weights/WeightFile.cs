using Atelier.Torch.Weights;

namespace Atelier.Models.Weights;

/// <summary>Opens weights by what lies at a path.</summary>
public static class WeightFile
{
    private static readonly string[] TorchEndings = [".ckpt", ".pt", ".pth", ".bin"];
    private static readonly string[] TorchNames = ["diffusion_pytorch_model.bin", "pytorch_model.bin"];

    /// <summary>Opens a safetensors file or shard index, a GGUF or PyTorch file, or a folder that holds one of them.</summary>
    /// <param name="path">A file or folder; in a folder safetensors go before GGUF, and GGUF before PyTorch's usual names.</param>
    /// <exception cref="WeightException">There is nothing of the kind, or a folder holds several GGUF files.</exception>
    public static ITensorSource Open(string path)
    {
        if (File.Exists(path))
            return IsGguf(path) ? GgufTensors.Open(path) : IsTorch(path) ? TorchTensors.Open(path) : SafetensorsTensors.Open(path);
        if (!Directory.Exists(path))
            throw new WeightException($"'{path}' is neither a file nor a folder.");
        if (Directory.EnumerateFiles(path, "*.safetensors").Any())
            return SafetensorsTensors.Open(path);
        if (TorchNames.Select(n => Path.Combine(path, n)).FirstOrDefault(File.Exists) is { } torch && !Directory.EnumerateFiles(path).Any(IsGguf))
            return TorchTensors.Open(torch);
        var files = Directory.EnumerateFiles(path).Where(IsGguf).ToArray();
        return files.Length == 1
            ? GgufTensors.Open(files[0])
            : throw new WeightException($"'{path}' holds no safetensors and {files.Length} GGUF files; name one file.");
    }

    /// <summary>True where a path ends as PyTorch's own files do.</summary>
    public static bool IsTorch(string path) => TorchEndings.Any(e => path.EndsWith(e, StringComparison.OrdinalIgnoreCase));

    private static bool IsGguf(string path) => path.EndsWith(".gguf", StringComparison.OrdinalIgnoreCase);
}
