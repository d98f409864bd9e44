using Atelier.Torch;

namespace Atelier.Models.Streams;

/// <summary>Attention among streams by a visibility rule. What each row of the rule sees is worked out once for all layers.</summary>
internal sealed class StreamAttention
{
    private readonly IReadOnlyList<Lane> _lanes;
    private readonly Visibility _visibility;
    private readonly IReadOnlyList<CachedStream> _cached;
    private readonly List<(int Row, Tensor? Bias)> _rows = [];

    /// <summary>Prepares the rows of a call.</summary>
    /// <param name="lanes">How the streams are grouped.</param>
    /// <param name="visibility">Who sees whom.</param>
    /// <param name="masks">Boolean [B, N] of each stream of the call, null where all tokens may be seen.</param>
    /// <param name="cached">Streams whose keys and values are at hand.</param>
    /// <param name="device">Where the tokens are.</param>
    public StreamAttention(
        IReadOnlyList<Lane> lanes,
        Visibility visibility,
        IReadOnlyList<Tensor?> masks,
        IReadOnlyList<CachedStream> cached,
        Device device)
    {
        (_lanes, _visibility, _cached) = (lanes, visibility, cached);
        long[] lengths = [.. lanes.SelectMany(l => l.Lengths), .. cached.Select(c => c.Length)];
        Tensor?[] allMasks = [.. masks, .. cached.Select(c => c.KeyMask)];
        for (var row = 0; row < visibility.Queries; row++)
        {
            if (!_rows.Exists(r => visibility.SameRow(r.Row, row)))
                _rows.Add((row, Bias(visibility, row, lengths, allMasks, device)));
        }
    }

    /// <summary>Attends in one layer. Lanes to [B, N, H D], null for lanes without queries.</summary>
    public Tensor?[] Attend(IReadOnlyList<AttentionHeads> heads, int layer)
    {
        var seen = new (Tensor Keys, Tensor Values)?[_rows.Count];
        var outputs = new Tensor?[_lanes.Count];
        for (var lane = 0; lane < _lanes.Count; lane++)
        {
            if (heads[lane].Queries is not { } queries)
                continue;
            var parts = new List<Tensor>();
            foreach (var (row, offset, length) in Runs(_lanes[lane]))
            {
                var (keys, values) = seen[row] ??= Seen(heads, _rows[row].Row, layer);
                var q = length == queries.Size(2) ? queries : queries.Narrow(2, offset, length);
                parts.Add(ScaledDotProduct.Attend(q, keys, values, _rows[row].Bias));
            }

            var joined = parts.Count == 1 ? parts[0] : Tensor.Cat([.. parts], 2);
            outputs[lane] = joined.Transpose(1, 2).Flatten(2); // [B, N, H D]
        }

        return outputs;
    }

    // Runs of streams of a lane that see the same.
    private IEnumerable<(int Row, long Offset, long Length)> Runs(Lane lane)
    {
        long offset = 0;
        for (var i = 0; i < lane.Count;)
        {
            var row = _rows.FindIndex(r => _visibility.SameRow(r.Row, lane.First + i));
            long length = 0;
            for (; i < lane.Count && _visibility.SameRow(_rows[row].Row, lane.First + i); i++)
                length += lane.Lengths[i];
            yield return (row, offset, length);
            offset += length;
        }
    }

    private (Tensor Keys, Tensor Values) Seen(IReadOnlyList<AttentionHeads> heads, int row, int layer)
    {
        var (keys, values) = (new List<Tensor>(), new List<Tensor>());
        for (var lane = 0; lane < _lanes.Count; lane++)
        {
            var visible = Enumerable.Range(_lanes[lane].First, _lanes[lane].Count).Where(s => Sees(row, s)).ToArray();
            if (visible.Length == _lanes[lane].Count)
            {
                keys.Add(heads[lane].Keys);
                values.Add(heads[lane].Values);
                continue;
            }

            foreach (var stream in visible)
            {
                var (offset, length) = (_lanes[lane].Offset(stream), _lanes[lane].Lengths[stream - _lanes[lane].First]);
                keys.Add(heads[lane].Keys.Narrow(2, offset, length));
                values.Add(heads[lane].Values.Narrow(2, offset, length));
            }
        }

        for (var i = 0; i < _cached.Count; i++)
        {
            if (!Sees(row, _visibility.Queries + i))
                continue;
            keys.Add(_cached[i][layer].Keys);
            values.Add(_cached[i][layer].Values);
        }

        return keys.Count == 1 ? (keys[0], values[0]) : (Tensor.Cat([.. keys], 2), Tensor.Cat([.. values], 2));
    }

    private bool Sees(int row, int key) => !double.IsNegativeInfinity(_visibility[row, key]);

    private static Tensor? Bias(Visibility visibility, int row, long[] lengths, Tensor?[] masks, Device device)
    {
        var seen = Enumerable.Range(0, visibility.Keys).Where(k => !double.IsNegativeInfinity(visibility[row, k])).ToArray();
        if (seen.Length == 0)
            throw new ArgumentException($"Stream {row} sees no stream at all.");
        if (seen.All(k => visibility[row, k] == 0 && masks[k] is null))
            return null;
        var batch = seen.Max(k => masks[k]?.Size(0) ?? 1);
        var parts = seen.Select(k =>
        {
            var part = Tensor.Full([batch, 1, 1, lengths[k]], visibility[row, k], device: device);
            return masks[k] is { } mask ? part.MaskedFill(mask.Not().Reshape(mask.Size(0), 1, 1, lengths[k]), double.NegativeInfinity) : part;
        });
        return Tensor.Cat([.. parts], 3); // [B or 1, 1, 1, M]
    }
}
