using Atelier.Torch;
using Atelier.Torch.Weights;

namespace Atelier.Models.Dialects;

/// <summary>The tensors of a file of another dialect under our names. Tensors that no recipe uses are not seen.</summary>
/// <param name="source">The file.</param>
/// <param name="recipes">Recipes by our name; those whose tensor the file lacks are left out.</param>
public sealed class TranslatedTensors(ITensorSource source, IReadOnlyDictionary<string, TensorRecipe> recipes) : ITensorSource
{
    private readonly Dictionary<string, TensorRecipe> _recipes = Present(source, recipes);

    /// <inheritdoc/>
    public string Path => source.Path;

    /// <inheritdoc/>
    public IReadOnlyCollection<string> Names => _recipes.Keys;

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> Metadata => source.Metadata;

    /// <summary>How each tensor is made.</summary>
    public IReadOnlyDictionary<string, TensorRecipe> Recipes => _recipes;

    /// <inheritdoc/>
    public long[] ShapeOf(string name) => _recipes[name].Cut.Shape(source.ShapeOf(_recipes[name].Source));

    /// <inheritdoc/>
    public ScalarType TypeOf(string name) => source.TypeOf(_recipes[name].Source);

    /// <inheritdoc/>
    public Tensor Read(string name) => _recipes[name].Cut.Apply(source.Read(_recipes[name].Source));

    /// <inheritdoc/>
    public IPackedTensor? ReadPacked(string name)
    {
        var (stored, cut) = (_recipes[name].Source, _recipes[name].Cut);
        if (cut.SwapHalves || cut.Transpose || cut.Rank < source.ShapeOf(stored).Length)
            return null;
        return source.ReadPacked(stored) is { } whole ? cut.Length is { } rows ? whole.Rows(cut.Start, rows) : whole : null;
    }

    /// <inheritdoc/>
    public void Dispose() => source.Dispose();

    private static Dictionary<string, TensorRecipe> Present(ITensorSource source, IReadOnlyDictionary<string, TensorRecipe> recipes)
    {
        var names = source.Names.ToHashSet();
        return recipes.Where(r => names.Contains(r.Value.Source)).ToDictionary(r => r.Key, r => r.Value);
    }
}
