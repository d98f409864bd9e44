using System.Text.RegularExpressions;
using Atelier.Models.Adapters;
using Atelier.Torch;

namespace Atelier.Models.UNet;

/// <summary>Self-attentions that the last part of a batch passes with the identity as its attention map: a weaker answer to be guided away from.</summary>
/// <remarks>(Ahn et al. 2024, arXiv 2403.17377.) The batch is [conditional, perturbed], or [unconditional, conditional, perturbed].</remarks>
public sealed class PerturbedAttention
{
    private readonly HashSet<Module> _layers = [];
    private readonly int _parts;

    /// <summary>Names the layers.</summary>
    /// <param name="network">The UNet.</param>
    /// <param name="layers">Regular expressions; a self-attention belongs where one matches within its full name, such as <c>mid</c> or <c>down_blocks.1</c>.</param>
    /// <param name="parts">Parts of the batch, the last of which is perturbed: 2, or 3 with guidance.</param>
    /// <exception cref="AdapterException">An expression matches no self-attention, or is none.</exception>
    public PerturbedAttention(UNetModel network, IEnumerable<string> layers, int parts)
        : this(parts)
    {
        var all = network.Modules().Where(m => m.Module is CrossAttention && m.Name.EndsWith(".attn1", StringComparison.Ordinal)).ToArray();
        foreach (var layer in layers)
        {
            var found = all.Where(m => Matches(m.Name, layer)).ToArray();
            if (found.Length == 0)
                throw new AdapterException($"No self-attention of this UNet has '{layer}' in its name; there is {string.Join(", ", all.Select(m => m.Name).Take(3))}, ...");
            _layers.UnionWith(found.Select(m => m.Module));
        }
    }

    /// <summary>One layer alone.</summary>
    internal PerturbedAttention(CrossAttention layer, int parts)
        : this(parts) => _layers.Add(layer);

    private PerturbedAttention(int parts)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(parts, 2);
        _parts = parts;
    }

    internal bool Holds(Module layer) => _layers.Contains(layer);

    internal long RowsOf(long batch) => batch % _parts == 0
        ? batch / _parts
        : throw new ArgumentException($"A batch of {batch} does not divide into {_parts} parts, the last of them perturbed.");

    private static bool Matches(string name, string pattern)
    {
        try
        {
            return Regex.IsMatch(name, pattern, RegexOptions.None, TimeSpan.FromSeconds(1));
        }
        catch (ArgumentException error)
        {
            throw new AdapterException($"'{pattern}' names no layers: {error.Message}");
        }
    }
}
