using Atelier.Models.Mar;
using Atelier.Torch;

namespace Atelier.Systems.LightGen;

/// <summary>The head's embeddings of timesteps, made once for all iterations of a generation. The weights must not change meanwhile.</summary>
internal sealed class HeadTimes(DiffusionHead head, Device device) : IDisposable
{
    private readonly Dictionary<int, Tensor> _known = [];

    /// <summary>[1, W]</summary>
    public Tensor At(int timestep)
    {
        if (_known.TryGetValue(timestep, out var known))
            return known;
        using var scope = Tensor.Scope();
        return _known[timestep] = head.TimeEmbedding(Tensor.From([(long)timestep], 1).To(device)).Detached();
    }

    public void Dispose()
    {
        foreach (var time in _known.Values)
            time.Dispose();
        _known.Clear();
    }
}
