using System.Buffers.Binary;
using Atelier.Torch.Weights;

namespace Atelier.Models.Weights;

/// <summary>Opens weights by what lies at a path.</summary>
public static class WeightFile
{
    private static readonly string[] TorchEndings = [".ckpt", ".pt", ".pth", ".bin"];
    // A pickle whose first number is the one that PyTorch's files began with before they were archives.
    private static readonly byte[] OldTorch = [0x80, 0x02, 0x8A, 0x0A, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20];

    private static readonly string[] TorchNames = ["diffusion_pytorch_model.bin", "pytorch_model.bin"];

    /// <summary>Opens a safetensors file or shard index, a GGUF or PyTorch file, or a folder that holds one of them.</summary>
    /// <param name="path">A file or folder; in a folder safetensors go before GGUF, GGUF before PyTorch's, and PyTorch's usual names before others.</param>
    /// <exception cref="WeightException">There is nothing of the kind, or a folder holds several of the kind.</exception>
    public static ITensorSource Open(string path)
    {
        if (File.Exists(path))
        {
            return FormatOf(path) switch
            {
                WeightFormat.Gguf => GgufTensors.Open(path),
                WeightFormat.Torch => TorchTensors.Open(path),
                WeightFormat.Other when !IsIndex(path) => throw new WeightException(
                    $"'{path}' is no file of weights: it begins as neither safetensors, GGUF nor PyTorch's files do."),
                _ => SafetensorsTensors.Open(path),
            };
        }

        if (!Directory.Exists(path))
            throw new WeightException($"'{path}' is neither a file nor a folder.");
        if (Directory.EnumerateFiles(path, "*.safetensors").Any())
            return SafetensorsTensors.Open(path);
        var (files, archives) = (Files(path, IsGguf), Files(path, IsTorch));
        if (archives.FirstOrDefault(a => TorchNames.Contains(Path.GetFileName(a))) is { } usual)
            archives = [usual];
        return (files.Length, archives.Length) switch
        {
            (1, _) => GgufTensors.Open(files[0]),
            (0, 1) => TorchTensors.Open(archives[0]),
            _ => throw new WeightException($"'{path}' holds no safetensors, {files.Length} GGUF files and {archives.Length} PyTorch checkpoints; name one file."),
        };
    }

    /// <summary>True for a file of weights, by its first bytes or, for an index of shards, by its name.</summary>
    public static bool Is(string path) => IsIndex(path) || FormatOf(path) != WeightFormat.Other;

    /// <summary>True for a folder with files of weights in it.</summary>
    public static bool IsFolder(string path) =>
        Directory.Exists(path) && Directory.EnumerateFiles(path).Any(f => f.EndsWith(".safetensors", StringComparison.OrdinalIgnoreCase) || IsGguf(f) || IsTorch(f));

    /// <summary>True where a path ends as PyTorch's own files do.</summary>
    public static bool IsTorch(string path) => TorchEndings.Any(e => path.EndsWith(e, StringComparison.OrdinalIgnoreCase));

    // By content, since files are renamed; a damaged one is what its name says.
    private static WeightFormat FormatOf(string path)
    {
        Span<byte> start = stackalloc byte[10];
        using (var stream = File.OpenRead(path))
            start = start[..stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)];
        if (start.StartsWith("GGUF"u8))
            return WeightFormat.Gguf;
        // The length of a header that is a JSON object.
        if (start.Length == 10 && start[8] == '{' && BinaryPrimitives.ReadUInt64LittleEndian(start) is > 1 and < 100_000_000)
            return WeightFormat.Safetensors;
        var safetensors = path.EndsWith(".safetensors", StringComparison.OrdinalIgnoreCase);
        if (IsTorch(path) || start.StartsWith("PK\x03\x04"u8) || start.SequenceEqual(OldTorch))
            return WeightFormat.Torch;
        return IsGguf(path) ? WeightFormat.Gguf : safetensors ? WeightFormat.Safetensors : WeightFormat.Other;
    }

    private static string[] Files(string folder, Func<string, bool> which) => [.. Directory.EnumerateFiles(folder).Where(which)];

    private static bool IsIndex(string path) => path.EndsWith(".index.json", StringComparison.OrdinalIgnoreCase);

    private static bool IsGguf(string path) => path.EndsWith(".gguf", StringComparison.OrdinalIgnoreCase);
}
