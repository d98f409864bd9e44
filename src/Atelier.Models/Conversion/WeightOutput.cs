using Atelier.Models.Formats.Gguf;
using Atelier.Models.Weights;
using Atelier.Torch.Weights;

namespace Atelier.Models.Conversion;

/// <summary>Writes the files of a conversion and remembers them.</summary>
/// <param name="type">Element type of floating tensors; null keeps each tensor's.</param>
/// <param name="quantized">The input's file that is stored in blocks, or null.</param>
/// <param name="progress">Told every tensor.</param>
/// <param name="cancellation">Takes effect within one tensor.</param>
internal sealed class WeightOutput(GgufType? type, string? quantized, IProgress<ConversionProgress>? progress, CancellationToken cancellation)
{
    public List<ConvertedFile> Files { get; } = [];

    public List<string> Notes { get; } = [];

    /// <summary>Writes one file.</summary>
    /// <param name="path">Its path; folders are made.</param>
    /// <param name="source">What is written.</param>
    /// <param name="content">What that is, in words.</param>
    /// <param name="architecture">A word for GGUF's header.</param>
    /// <param name="config">The network's config for the file's header, or null.</param>
    /// <exception cref="WeightException">The file cannot hold the tensors.</exception>
    public void Write(string path, ITensorSource source, string content, string architecture, string? config)
    {
        var copied = source is GgufTensors && TensorFile.IsGguf(path);
        if (type is null && quantized is not null && !copied)
            throw new WeightException($"{quantized} is quantised, and its blocks cannot be kept in '{path}' under these names; say which type the result shall have.");
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        var metadata = source.Metadata.Where(m => !m.Key.StartsWith("general.", StringComparison.Ordinal)).ToDictionary();
        // transformers opens no safetensors file without this word.
        metadata["format"] = "pt";
        if (TensorFile.IsGguf(path))
            metadata.Remove("format");
        if (config is not null)
            metadata[ModelInput.ConfigKey] = config;
        try
        {
            TensorFile.Write(path, source, type, architecture, metadata, progress, cancellation);
        }
        catch (NotSupportedException error)
        {
            throw new WeightException(error.Message);
        }

        Files.Add(new(path, content, source.Names.Count, new FileInfo(path).Length));
    }
}
