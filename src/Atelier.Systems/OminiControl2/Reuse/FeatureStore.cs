using Atelier.Models.Streams;

namespace Atelier.Systems.OminiControl2.Reuse;

/// <summary>Features of conditions that are kept from one picture to the next, each under its own identity. Of one network.</summary>
public sealed class FeatureStore : IDisposable
{
    private readonly Dictionary<FeatureIdentity, CachedStream> _kept = [];

    /// <summary>Conditions that were computed so far.</summary>
    public int Computed { get; private set; }

    /// <summary>Bytes that it holds.</summary>
    public long Bytes => _kept.Values.Sum(s => s.Bytes);

    /// <summary>The features of a picture's conditions: those that are at hand, and new ones for the others. Features of no condition of it are freed first.</summary>
    /// <param name="wanted">One identity for each condition.</param>
    /// <param name="compute">Computes the features of a condition by its index.</param>
    /// <returns>In the order of the identities; they stay the store's until the next call.</returns>
    public IReadOnlyList<CachedStream> Take(IReadOnlyList<FeatureIdentity> wanted, Func<int, CachedStream> compute)
    {
        foreach (var old in _kept.Keys.Except(wanted).ToArray())
        {
            _kept.Remove(old, out var stream);
            stream!.Dispose();
        }

        for (var i = 0; i < wanted.Count; i++)
        {
            if (_kept.ContainsKey(wanted[i]))
                continue;
            _kept.Add(wanted[i], compute(i));
            Computed++;
        }

        return [.. wanted.Select(w => _kept[w])];
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var stream in _kept.Values)
            stream.Dispose();
        _kept.Clear();
    }
}
