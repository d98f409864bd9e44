using Atelier.Torch;
using Atelier.Torch.Verification;
using Atelier.Torch.Weights;

namespace Atelier.Models.Verification;

/// <summary>Stored inputs of a case whose names begin with a prefix, as the file that they stand for.</summary>
internal sealed class CaseTensors(GoldenCase golden, string prefix, IReadOnlyDictionary<string, string>? metadata = null) : ITensorSource
{
    public string Path => golden.Path;

    public IReadOnlyCollection<string> Names { get; } =
        [.. golden.Inputs.Where(n => n.StartsWith(prefix, StringComparison.Ordinal)).Select(n => n[prefix.Length..])];

    public IReadOnlyDictionary<string, string> Metadata => metadata ?? new Dictionary<string, string>();

    public long[] ShapeOf(string name) => golden.Input(prefix + name).Shape;

    public Tensor Read(string name) => golden.Input(prefix + name);

    public void Dispose()
    {
    }
}
