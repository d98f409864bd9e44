using Atelier.Torch.Weights;

namespace Atelier.Models.Conversion;

/// <summary>Converts models between folders of diffusers, the authors' single files and GGUF, tensor by tensor.</summary>
public static class ModelConverter
{
    // Files that are read, but never written.
    private static readonly string[] ReadOnlyExtensions = [".ckpt", ".pt", ".pth", ".bin"];

    /// <summary>Converts; every file is complete or not there.</summary>
    /// <param name="request">What to what.</param>
    /// <param name="progress">Told every tensor.</param>
    /// <param name="cancellation">Takes effect within one tensor.</param>
    /// <exception cref="WeightException">Something is wrong with the input, or the output cannot hold it; the message says what, with the tensor's name.</exception>
    /// <exception cref="Adapters.AdapterException">A LoRA cannot be built in.</exception>
    public static ConversionResult Convert(ConversionRequest request, IProgress<ConversionProgress>? progress = null, CancellationToken cancellation = default)
    {
        Check(request);
        using var input = ModelInput.Open(request.Input, request.Part, request.Config);
        var output = new WeightOutput(request.Type, input.QuantizedFile, progress, cancellation);
        if (TensorFile.IsFile(request.Output))
            FileConversion.Run(input, request, output);
        else
            FolderConversion.Run(input, request, output);
        return new(output.Files, output.Notes);
    }

    private static void Check(ConversionRequest request)
    {
        var extension = Path.GetExtension(request.Output);
        if (ReadOnlyExtensions.Contains(extension, StringComparer.OrdinalIgnoreCase))
            throw new WeightException($"'{request.Output}': {extension} files are not written; name a .safetensors or .gguf file, or a folder.");
        var (from, to) = (Path.GetFullPath(request.Input), Path.GetFullPath(request.Output));
        if (from == to || (Directory.Exists(from) && File.Exists(to) && Path.GetDirectoryName(to) == from))
            throw new WeightException($"'{request.Output}' is the input; name another output.");
    }
}
