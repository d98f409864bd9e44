using Atelier.Torch.Safetensors;

namespace Atelier.Cli.Inspection;

/// <summary>Reads the headers of safetensors files.</summary>
internal static class SafetensorsInspector
{
    public static FileDescription Inspect(string path, bool keys)
    {
        using var folder = SafetensorsFolder.Open(path);
        var tensors = folder.Names.Select(name => folder[name])
            .Select(entry => new TensorLine(entry.Name, entry.Type.HeaderName(), entry.Shape, entry.ByteLength))
            .OrderBy(tensor => tensor.Name, NaturalOrder.Comparer)
            .ToArray();
        var kind = folder.Files.Count == 1 ? "safetensors" : $"safetensors in {folder.Files.Count} shards";
        var metadata = folder.Files.SelectMany(file => file.Metadata).DistinctBy(pair => pair.Key).ToDictionary();
        return new FileDescription(path, kind, folder.Files.Sum(file => new FileInfo(file.Path).Length))
        {
            Summary = WeightKind.Of(folder.Names),
            Metadata = metadata.Count > 0 ? metadata : null,
        }.With(tensors, keys);
    }
}
