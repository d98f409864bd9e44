using System.Globalization;
using Atelier.Models.Formats.Gguf;

namespace Atelier.Cli.Inspection;

/// <summary>Reads the headers of GGUF files.</summary>
internal static class GgufInspector
{
    public static FileDescription Inspect(string path, bool keys)
    {
        using var file = GgufFile.Open(path);
        var tensors = file.Entries.Values
            .Select(entry => new TensorLine(entry.Name, entry.Type.ToString(), entry.Shape, entry.ByteLength))
            .OrderBy(tensor => tensor.Name, NaturalOrder.Comparer)
            .ToArray();
        // Arrays are vocabularies and the like, too long to show.
        var metadata = file.Metadata.Where(m => m.Value is not Array).ToDictionary(m => m.Key, m => Convert.ToString(m.Value, CultureInfo.InvariantCulture) ?? "");
        return new FileDescription(path, $"GGUF {file.Version}", new FileInfo(path).Length)
        {
            Summary = WeightKind.Of(file.Entries.Keys.ToArray()),
            Metadata = metadata.Count > 0 ? metadata : null,
        }.With(tensors, keys);
    }
}
