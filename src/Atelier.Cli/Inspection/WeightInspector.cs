using Atelier.Models.Adapters;
using Atelier.Models.Adapters.Lora;
using Atelier.Models.Conversion;
using Atelier.Models.Formats.Gguf;
using Atelier.Models.Formats.Pickle;
using Atelier.Models.Weights;
using Atelier.Torch.Safetensors;
using Atelier.Torch.Weights;

namespace Atelier.Cli.Inspection;

/// <summary>Reads the headers of weight files: types as they are stored, known networks, adapters.</summary>
internal static class WeightInspector
{
    /// <summary>What a file or a folder of weights holds.</summary>
    public static FileDescription Inspect(string path, bool keys)
    {
        using var source = WeightFile.Open(path);
        var (kind, tensors, metadata, files) = source switch
        {
            GgufTensors gguf => Gguf(gguf.Path),
            TorchTensors torch => Torch(torch.Path),
            _ => Safetensors(path),
        };
        var (adapter, problem) = Adapter(source);
        string[] networks = [.. WeightLayout.Of(source).Select(layout => layout.ToString()), .. KnownParts.Of(source)];
        return new FileDescription(path, kind, files.Sum(file => new FileInfo(file).Length))
        {
            Metadata = metadata.Count > 0 ? metadata : null,
            Networks = networks.Length > 0 ? networks : null,
            Adapter = adapter,
            Problem = problem,
        }.With([.. tensors.OrderBy(tensor => tensor.Name, NaturalOrder.Comparer)], keys);
    }

    private static (AdapterSummary? Adapter, string? Problem) Adapter(ITensorSource source)
    {
        try
        {
            return (AdapterSummary.Of(source), null);
        }
        catch (AdapterException error)
        {
            return (null, error.Message);
        }
        catch (Exception error) when (error is DllNotFoundException or TypeInitializationException)
        {
            // Names and shapes need no libtorch, so inspecting works without it; alphas are left out.
            return (AdapterSummary.Of(source, values: false), null);
        }
    }

    private static (string, IEnumerable<TensorLine>, Dictionary<string, string>, IEnumerable<string>) Safetensors(string path)
    {
        using var folder = SafetensorsFolder.Open(path);
        return (
            folder.Files.Count == 1 ? "safetensors" : $"safetensors in {folder.Files.Count} shards",
            [.. folder.Names.Select(name => folder[name]).Select(entry => new TensorLine(entry.Name, entry.Type.HeaderName(), entry.Shape, entry.ByteLength))],
            folder.Files.SelectMany(file => file.Metadata).DistinctBy(pair => pair.Key).ToDictionary(),
            [.. folder.Files.Select(file => file.Path)]);
    }

    private static (string, IEnumerable<TensorLine>, Dictionary<string, string>, IEnumerable<string>) Gguf(string path)
    {
        using var file = GgufFile.Open(path);
        return (
            $"GGUF version {file.Version}",
            [.. file.Entries.Values.Select(entry => new TensorLine(entry.Name, entry.Type.ToString(), entry.Shape, entry.ByteLength))],
            file.Metadata.ToDictionary(pair => pair.Key, pair => pair.Value is Array list ? $"{list.Length} values" : FormattableString.Invariant($"{pair.Value}")),
            [path]);
    }

    private static (string, IEnumerable<TensorLine>, Dictionary<string, string>, IEnumerable<string>) Torch(string path)
    {
        using var file = TorchFile.Open(path);
        return (
            "PyTorch checkpoint",
            [.. file.Tensors.Select(pair => new TensorLine(pair.Key, pair.Value.Storage.Type.HeaderName(), pair.Value.Shape, pair.Value.Count * pair.Value.Storage.Type.Size()))],
            [],
            [path]);
    }
}
