using Atelier.Torch;
using Atelier.Torch.Weights;

namespace Atelier.Models.Dialects;

/// <summary>Tensors of our names under those of another dialect: the way back of <see cref="TranslatedTensors"/>. Rows that were cut are put together again.</summary>
public sealed class OriginalTensors : ITensorSource
{
    private readonly ITensorSource _source;
    private readonly Dictionary<string, (string Name, TensorCut Cut)[]> _parts;

    /// <summary>Plans the tensors.</summary>
    /// <param name="source">Tensors of our names; those that no recipe names are not seen.</param>
    /// <param name="recipes">Where each of our tensors comes from in the other dialect.</param>
    /// <exception cref="WeightException">Some but not all rows of a tensor are there.</exception>
    public OriginalTensors(ITensorSource source, IReadOnlyDictionary<string, TensorRecipe> recipes)
    {
        _source = source;
        var names = source.Names as IReadOnlySet<string> ?? source.Names.ToHashSet();
        _parts = [];
        foreach (var group in recipes.GroupBy(r => r.Value.Source))
        {
            var parts = group.OrderBy(r => r.Value.Cut.Start).Select(r => (r.Key, r.Value.Cut)).ToArray();
            var missing = parts.Where(p => !names.Contains(p.Key)).Select(p => p.Key).ToArray();
            if (missing.Length > 0 && missing.Length < parts.Length)
                throw new WeightException($"{source.Path} has no '{missing[0]}', which '{group.Key}' is made of together with '{parts.First(p => names.Contains(p.Key)).Key}'.");
            if (missing.Length == 0)
                _parts.Add(group.Key, parts);
        }
    }

    /// <inheritdoc/>
    public string Path => _source.Path;

    /// <inheritdoc/>
    public IReadOnlyCollection<string> Names => _parts.Keys;

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> Metadata => _source.Metadata;

    /// <inheritdoc/>
    public long[] ShapeOf(string name)
    {
        var shapes = _parts[name].Select(p => p.Cut.Back(_source.ShapeOf(p.Name))).ToArray();
        return shapes.Length == 1 ? shapes[0] : [shapes.Sum(s => s[0]), .. shapes[0][1..]];
    }

    /// <inheritdoc/>
    /// <remarks>Single precision where the rows come in several types.</remarks>
    public ScalarType TypeOf(string name) =>
        _parts[name].Select(p => _source.TypeOf(p.Name)).Distinct().ToArray() is [var only] ? only : ScalarType.Float32;

    /// <inheritdoc/>
    public Tensor Read(string name)
    {
        var pieces = _parts[name].Select(p => p.Cut.ApplyBack(_source.Read(p.Name))).ToArray();
        return pieces.Length == 1 ? pieces[0] : Tensor.Cat([.. pieces.Select(p => p.To(TypeOf(name)))], 0);
    }

    /// <inheritdoc/>
    public void Dispose() => _source.Dispose();
}
