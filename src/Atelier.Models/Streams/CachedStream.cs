using Atelier.Torch;

namespace Atelier.Models.Streams;

/// <summary>Keys and values that a stream left in every attention layer, to be seen in later calls without running it again.</summary>
/// <remarks>
/// Exact where the stream does not depend on the others: it sees itself only, and its conditioning and adapters are the same at every
/// step. It belongs to one picture, one prompt and one resolution.
/// </remarks>
public sealed class CachedStream : IDisposable
{
    private readonly (Tensor Keys, Tensor Values)[] _layers;

    internal CachedStream((Tensor Keys, Tensor Values)[] layers, Tensor? keyMask)
    {
        _layers = layers;
        KeyMask = keyMask;
    }

    /// <summary>Attention layers: double blocks first, then single ones.</summary>
    public int Layers => _layers.Length;

    /// <summary>Number of tokens.</summary>
    public long Length => _layers[0].Keys.Size(2);

    /// <summary>Boolean [B, N], or null where all tokens may be seen.</summary>
    public Tensor? KeyMask { get; }

    /// <summary>Keys after norm and rotation, and values, of a layer. [B, H, N, D]</summary>
    public (Tensor Keys, Tensor Values) this[int layer] => _layers[layer];

    /// <summary>Bytes that it holds.</summary>
    public long Bytes => _layers.Sum(l => (l.Keys.ElementCount * l.Keys.Type.Size()) + (l.Values.ElementCount * l.Values.Type.Size()));

    /// <summary>Changes the type of the keys and values. A type of half the size takes half the memory.</summary>
    public CachedStream Stored(ScalarType type)
    {
        using var scope = Tensor.Scope();
        for (var i = 0; i < _layers.Length; i++)
        {
            var (keys, values) = _layers[i];
            if (keys.Type == type)
                continue;
            _layers[i] = (keys.To(type).Detached(), values.To(type).Detached());
            keys.Dispose();
            values.Dispose();
        }

        return this;
    }

    /// <summary>The same tokens for the rows of a batch, one stream a row; the caller frees it.</summary>
    /// <param name="rows">Of one length; they stay the caller's.</param>
    public static CachedStream Join(IReadOnlyList<CachedStream> rows)
    {
        using var scope = Tensor.Scope();
        var layers = Enumerable.Range(0, rows[0].Layers).Select(i => (
            Tensor.Cat([.. rows.Select(r => r[i].Keys)]).Detached(), Tensor.Cat([.. rows.Select(r => r[i].Values)]).Detached())).ToArray();
        var seen = rows.Any(r => r.KeyMask is not null)
            ? Tensor.Cat([.. rows.Select(r => r.KeyMask ?? Tensor.Ones([r[0].Keys.Size(0), r.Length], ScalarType.Bool, r[0].Keys.Device))]).Detached()
            : null;
        return new(layers, seen);
    }

    /// <summary>Frees the keys and values.</summary>
    public void Dispose()
    {
        foreach (var (keys, values) in _layers)
        {
            keys.Dispose();
            values.Dispose();
        }
    }
}
