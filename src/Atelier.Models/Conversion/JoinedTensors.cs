using Atelier.Torch;
using Atelier.Torch.Weights;

namespace Atelier.Models.Conversion;

/// <summary>The tensors of several sources as one; disposing it leaves them open.</summary>
internal sealed class JoinedTensors : ITensorSource
{
    private readonly Dictionary<string, ITensorSource> _owner = [];

    public JoinedTensors(params IReadOnlyList<ITensorSource> sources)
    {
        Path = string.Join(", ", sources.Select(s => s.Path).Distinct());
        foreach (var source in sources)
        {
            foreach (var name in source.Names)
            {
                if (!_owner.TryAdd(name, source))
                    throw new WeightException($"{source.Path} and {_owner[name].Path} both have '{name}'.");
            }
        }
    }

    public string Path { get; }

    public IReadOnlyCollection<string> Names => _owner.Keys;

    public IReadOnlyDictionary<string, string> Metadata { get; } = new Dictionary<string, string>();

    public long[] ShapeOf(string name) => _owner[name].ShapeOf(name);

    public ScalarType TypeOf(string name) => _owner[name].TypeOf(name);

    public Tensor Read(string name) => _owner[name].Read(name);

    public void Dispose()
    {
        // The sources are others'.
    }
}
