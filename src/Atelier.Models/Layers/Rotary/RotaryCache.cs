using System.Runtime.CompilerServices;
using Atelier.Torch;

namespace Atelier.Models.Layers.Rotary;

/// <summary>Keeps the rotary tables of the last position ids, since every step of a run asks for the same ones.</summary>
/// <param name="axes">Channels of each axis.</param>
/// <param name="theta">Base of the frequencies.</param>
public sealed class RotaryCache(IReadOnlyList<int> axes, double theta = 10000) : IDisposable
{
    private const int Capacity = 64;

    // Reading ids back from a GPU waits for all that it was asked before, so each tensor of ids is read once.
    private static readonly ConditionalWeakTable<Tensor, float[]> Read = [];
    private readonly List<(float[] Ids, Device Device, RotaryTable Table)> _entries = [];
    private readonly Lock _lock = new();

    /// <summary>The table of position ids [N, axes], made or found.</summary>
    public RotaryTable Of(Tensor positions) => Of([positions], positions.Device);

    /// <summary>The table of position ids [N, axes] after each other, made or found.</summary>
    /// <param name="positions">At least one; on any device, best on the CPU.</param>
    /// <param name="device">Where the table shall be.</param>
    public RotaryTable Of(IReadOnlyList<Tensor> positions, Device device)
    {
        float[] ids = positions.Count == 1 ? Ids(positions[0]) : [.. positions.SelectMany(Ids)];
        lock (_lock)
        {
            var found = _entries.FindIndex(e => e.Device == device && e.Ids.AsSpan().SequenceEqual(ids));
            if (found >= 0)
            {
                var entry = _entries[found];
                _entries.RemoveAt(found);
                _entries.Add(entry);
                return entry.Table;
            }

            using var noGrad = new NoGrad();
            using var scope = Tensor.Scope();
            var parts = positions.Select(p => p.To(device)).ToArray();
            var table = RotaryTable.Of(parts.Length == 1 ? parts[0] : Tensor.Cat(parts, 0), axes, theta);
            table.Turns.Detached();
            // A step may still hold the oldest table, so it is left to the finalizer.
            if (_entries.Count == Capacity)
                _entries.RemoveAt(0);
            _entries.Add((ids, device, table));
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

    private static float[] Ids(Tensor positions) =>
        positions.Device.Type == DeviceType.Cpu ? positions.ToFloats() : Read.GetValue(positions, p => p.ToFloats());
}
