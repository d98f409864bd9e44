using Atelier.Torch;
using Atelier.Torch.Weights;

namespace Atelier.Models.Weights;

/// <summary>The tensors of a file whose 8-bit matrices have a factor beside them, <c>LAYER.scale_weight</c> for <c>LAYER.weight</c>, as ComfyUI writes them.</summary>
public sealed class ScaledTensors : ITensorSource
{
    private const string Weight = ".weight";
    private const string Factor = ".scale_weight";

    // Marks and factors that only a product of 8-bit numbers needs.
    private static readonly string[] Others = [Factor, ".scale_input", "scaled_fp8"];

    private readonly ITensorSource _source;
    private readonly HashSet<string> _all;

    private ScaledTensors(ITensorSource source)
    {
        _source = source;
        _all = [.. source.Names];
        Names = [.. _all.Where(n => !Others.Any(o => n.EndsWith(o, StringComparison.Ordinal)))];
    }

    /// <inheritdoc/>
    public string Path => _source.Path;

    /// <inheritdoc/>
    public IReadOnlyCollection<string> Names { get; }

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> Metadata => _source.Metadata;

    /// <summary>The tensors with their factors; a file without any comes back as it is.</summary>
    /// <param name="source">Disposed with the result.</param>
    public static ITensorSource Over(ITensorSource source) =>
        source.Names.Any(n => n.EndsWith(Factor, StringComparison.Ordinal)) ? new ScaledTensors(source) : source;

    /// <inheritdoc/>
    public long[] ShapeOf(string name) => _source.ShapeOf(name);

    /// <inheritdoc/>
    public Tensor Read(string name)
    {
        using var scope = Tensor.Scope();
        return scope.Keep(FactorOf(name) is { } factor ? _source.Read(name).Float() * factor : _source.Read(name));
    }

    /// <inheritdoc/>
    public IPackedTensor? ReadPacked(string name) => _source.ReadPacked(name) is not { } packed
        ? null
        : FactorOf(name) is { } factor ? new Scaled(packed, factor) : packed;

    /// <inheritdoc/>
    public void Dispose() => _source.Dispose();

    private double? FactorOf(string name)
    {
        if (!name.EndsWith(Weight, StringComparison.Ordinal) || !_all.Contains(name[..^Weight.Length] + Factor))
            return null;
        using var factor = _source.Read(name[..^Weight.Length] + Factor);
        return factor.Float().Item();
    }

    private sealed record Scaled(IPackedTensor Packed, double Factor) : IPackedTensor
    {
        public long[] Shape => Packed.Shape;

        public Tensor Unpack()
        {
            using var scope = Tensor.Scope();
            return scope.Keep(Packed.Unpack().Float() * Factor);
        }

        public IPackedTensor Rows(long start, long count) => new Scaled(Packed.Rows(start, count), Factor);
    }
}
