using Atelier.Torch;

namespace Atelier.Training.Mini.Latents;

/// <summary>All encoded scenes in the memory of a GPU, so that a batch is a few look-ups there (16 KB a scene).</summary>
internal sealed class ResidentLatents(Device device) : IDisposable
{
    private static readonly string[] Keys = [LatentEncoder.Latents, LatentEncoder.Classes, LatentEncoder.Colours, LatentEncoder.Depths];

    // Per key [room, 2, ...]: room doubles, so that growing stays cheap.
    private readonly Tensor?[] _stores = new Tensor?[Keys.Length];
    private long _count;

    public void Add(LatentShard shard)
    {
        using var scope = Tensor.Scope();
        using var noGrad = new NoGrad();
        for (var k = 0; k < Keys.Length; k++)
        {
            var part = shard.Whole(Keys[k]);
            var store = _stores[k];
            if (store is null || store.Size(0) < _count + shard.Count)
            {
                var room = Math.Max(2 * (store?.Size(0) ?? 0), _count + shard.Count);
                var larger = Tensor.Zeros([room, .. part.Shape[1..]], part.Type, device).Detached();
                if (store is not null)
                    larger.Narrow(0, 0, _count).CopyInPlace(store.Narrow(0, 0, _count));
                store?.Dispose();
                _stores[k] = store = larger;
            }

            store.Narrow(0, _count, shard.Count).CopyInPlace(part);
        }

        _count += shard.Count;
    }

    public LatentRows Rows(ReadOnlySpan<long> scenes, ReadOnlySpan<long> sides)
    {
        var rows = new long[scenes.Length];
        for (var i = 0; i < rows.Length; i++)
            rows[i] = (2 * scenes[i]) + sides[i];
        var index = Tensor.From(rows, rows.Length).To(device);
        Tensor At(int key) => _stores[key]!.Flatten(0, 1).IndexSelect(0, index);
        return new(At(0), At(1), At(2), At(3));
    }

    public void Dispose()
    {
        foreach (var store in _stores)
            store?.Dispose();
    }
}
