using Atelier.Torch;
using Atelier.Torch.Weights;

namespace Atelier.Models.Tests.Mar;

/// <summary>A file that has a network's names and shapes and no values.</summary>
internal sealed class NetworkShapes(Module network) : ITensorSource
{
    private readonly Dictionary<string, long[]> _shapes = network.Parameters().ToDictionary(p => p.Name, p => p.Parameter.Shape);

    public string Path => network.GetType().Name;

    public IReadOnlyCollection<string> Names => _shapes.Keys;

    public IReadOnlyDictionary<string, string> Metadata { get; } = new Dictionary<string, string>();

    public long[] ShapeOf(string name) => _shapes[name];

    public Tensor Read(string name) => throw new WeightException("There are no values.");

    public void Dispose() => network.Dispose();
}
