namespace Atelier.Torch.Weights;

/// <summary>The tensors of another source whose names begin with a prefix, seen without it. Disposing it leaves the other open.</summary>
/// <param name="source">The other source.</param>
/// <param name="prefix">What the names begin with, such as <c>model.diffusion_model.</c></param>
public sealed class PrefixedTensors(ITensorSource source, string prefix) : ITensorSource
{
    private readonly HashSet<string> _names =
        [.. source.Names.Where(n => n.StartsWith(prefix, StringComparison.Ordinal)).Select(n => n[prefix.Length..])];

    /// <inheritdoc/>
    public string Path => $"{source.Path} ({prefix})";

    /// <inheritdoc/>
    public IReadOnlyCollection<string> Names => _names;

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> Metadata => source.Metadata;

    /// <inheritdoc/>
    public long[] ShapeOf(string name) => source.ShapeOf(prefix + name);

    /// <inheritdoc/>
    public ScalarType TypeOf(string name) => source.TypeOf(prefix + name);

    /// <inheritdoc/>
    public Tensor Read(string name) => source.Read(prefix + name);

    /// <inheritdoc/>
    public IPackedTensor? ReadPacked(string name) => source.ReadPacked(prefix + name);

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
