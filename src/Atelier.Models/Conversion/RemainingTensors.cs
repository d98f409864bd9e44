using Atelier.Torch;
using Atelier.Torch.Weights;

namespace Atelier.Models.Conversion;

/// <summary>What a file holds beside some tensors. Disposing it leaves the file open.</summary>
/// <param name="source">The file.</param>
/// <param name="used">The tensors that are not seen.</param>
internal sealed class RemainingTensors(ITensorSource source, IReadOnlySet<string> used) : ITensorSource
{
    public string Path => source.Path;

    public IReadOnlyCollection<string> Names { get; } = [.. source.Names.Where(n => !used.Contains(n))];

    public IReadOnlyDictionary<string, string> Metadata => source.Metadata;

    public long[] ShapeOf(string name) => source.ShapeOf(name);

    public ScalarType TypeOf(string name) => source.TypeOf(name);

    public Tensor Read(string name) => source.Read(name);

    /// <summary>Says what these tensors are that are left out.</summary>
    public void Note(List<string> notes)
    {
        if (Names.Count > 0)
            notes.Add($"{Path}: {Names.Count} {(Names.Count == 1 ? "tensor is" : "tensors are")} no part of the networks that are known and left out: {string.Join(", ", Names.Order(StringComparer.Ordinal).Take(3))}{(Names.Count > 3 ? ", ..." : "")}");
    }

    public void Dispose()
    {
        // The file is another's.
    }
}
