using System.Text.Json;
using Atelier.Torch;
using Atelier.Torch.Weights;

namespace Atelier.Models.Mar.Verification;

/// <summary>Names and shapes of a checkpoint without its values.</summary>
/// <param name="path">For messages.</param>
/// <param name="shapes">An object of lists.</param>
internal sealed class ShapeList(string path, JsonElement shapes) : ITensorSource
{
    private readonly Dictionary<string, long[]> _shapes = shapes.EnumerateObject()
        .ToDictionary(s => s.Name, s => s.Value.EnumerateArray().Select(v => v.GetInt64()).ToArray());

    public string Path => path;

    public IReadOnlyCollection<string> Names => _shapes.Keys;

    public IReadOnlyDictionary<string, string> Metadata { get; } = new Dictionary<string, string>();

    public long[] ShapeOf(string name) => _shapes[name];

    public Tensor Read(string name) => throw new WeightException($"{path} lists shapes only.");

    public void Dispose()
    {
        // Nothing is held.
    }
}
