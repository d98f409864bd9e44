using Atelier.Testing;
using Atelier.Torch;

namespace Atelier.Models.Tests;

/// <summary>Names and shapes of a public checkpoint.</summary>
internal static class TensorList
{
    /// <summary>The lines of a list: name, tab, sizes with x between them.</summary>
    public static string[] Of(string name) =>
        [.. File.ReadAllLines(Path.Combine(RepositoryRoot.Path, "tests", "goldens", "tensors", $"{name}.tsv")).Where(l => l.Length > 0).Order(StringComparer.Ordinal)];

    /// <summary>The same lines for a network, which needs no weights for it.</summary>
    public static string[] Of(Module module) =>
        [.. module.Parameters().Select(p => $"{p.Name}\t{string.Join('x', p.Parameter.Shape)}").Order(StringComparer.Ordinal)];
}
