using Atelier.Torch;

namespace Atelier.Models.Layers.Rotary;

/// <summary>Keeps the rotary tables of the last position ids, since every step of a run asks for the same ones.</summary>
/// <param name="axes">Channels of each axis.</param>
/// <param name="theta">Base of the frequencies.</param>
public sealed class RotaryCache(IReadOnlyList<int> axes, double theta = 10000) : IDisposable
{
    private const int Capacity = 16;
    private readonly List<(float[] Ids, Device Device, RotaryTable Table)> _entries = [];
    private readonly Lock _lock = new();

    /// <summary>The table of position ids [N, axes], made or found.</summary>
    public RotaryTable Of(Tensor positions)
    {
        var ids = positions.ToFloats();
        lock (_lock)
        {
            var found = _entries.FindIndex(e => e.Device == positions.Device && e.Ids.AsSpan().SequenceEqual(ids));
            if (found >= 0)
            {
                var entry = _entries[found];
                _entries.RemoveAt(found);
                _entries.Add(entry);
                return entry.Table;
            }

            using var noGrad = new NoGrad();
            var table = RotaryTable.Of(positions, axes, theta);
            table.Turns.Detached();
            // A step may still hold the oldest table, so it is left to the finalizer.
            if (_entries.Count == Capacity)
                _entries.RemoveAt(0);
            _entries.Add((ids, positions.Device, table));
            return table;
        }
    }

    /// <summary>Frees the tables.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            foreach (var entry in _entries)
                entry.Table.Dispose();
            _entries.Clear();
        }
    }
}
