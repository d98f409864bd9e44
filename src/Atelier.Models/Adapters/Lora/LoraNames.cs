using Atelier.Models.Dialects;

namespace Atelier.Models.Adapters.Lora;

/// <summary>All names that adapter files give to the layers of a network. Names with underscores for dots are matched against known layers, never split.</summary>
internal sealed class LoraNames
{
    private readonly Dictionary<string, LoraTarget[]> _targets = [];
    private readonly string[] _prefixes;
    private readonly string[] _elsewhere;

    /// <summary>Starts with the network's own names.</summary>
    /// <param name="layers">Full names of the network's layers.</param>
    /// <param name="prefixes">What files put before the names of this network's layers.</param>
    /// <param name="elsewhere">What files put before the names of other networks' layers.</param>
    public LoraNames(IEnumerable<string> layers, string[] prefixes, string[] elsewhere)
    {
        // The longest first, so that no prefix hides another.
        _prefixes = [.. prefixes.OrderByDescending(p => p.Length), ""];
        _elsewhere = elsewhere;
        foreach (var layer in layers)
            Add(layer, new LoraTarget(layer, TensorCut.Whole));
    }

    /// <summary>Adds a name, also with underscores for dots.</summary>
    public void Add(string name, params LoraTarget[] targets)
    {
        _targets.TryAdd(name, targets);
        _targets.TryAdd(name.Replace('.', '_'), targets);
    }

    /// <summary>The layers that a file's name means, or null.</summary>
    public LoraTarget[]? Find(string name)
    {
        foreach (var prefix in _prefixes)
        {
            if (name.StartsWith(prefix, StringComparison.Ordinal) && _targets.TryGetValue(name[prefix.Length..], out var targets))
                return targets;
        }

        return null;
    }

    /// <summary>True where a name is another network's.</summary>
    public bool IsElsewhere(string name) => _elsewhere.Any(p => name.StartsWith(p, StringComparison.Ordinal));
}
