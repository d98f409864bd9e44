using Atelier.Torch;
using Atelier.Torch.Weights;

namespace Atelier.Models.Weights;

/// <summary>The tensors of a file whose 8-bit matrices have factors beside them, <c>LAYER.scale_weight</c> or <c>LAYER.weight_scale</c> for <c>LAYER.weight</c>: one for all, or one for each row.</summary>
public sealed class ScaledTensors : ITensorSource
{
    private const string Weight = ".weight";

    private static readonly string[] Factors = [".scale_weight", ".weight_scale"];

    // Marks and factors that only a product of 8-bit numbers needs.
    private static readonly string[] Others = [.. Factors, ".scale_input", ".input_scale", ".comfy_quant", "scaled_fp8"];

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
        source.Names.Any(n => Factors.Any(f => n.EndsWith(f, StringComparison.Ordinal))) ? new ScaledTensors(source) : source;

    /// <inheritdoc/>
    public long[] ShapeOf(string name) => _source.ShapeOf(name);

    /// <inheritdoc/>
    public ScalarType TypeOf(string name) => FactorName(name) is null ? _source.TypeOf(name) : ScalarType.Float32;

    /// <inheritdoc/>
    /// <exception cref="WeightException">There are neither one factor nor as many as rows.</exception>
    public Tensor Read(string name)
    {
        using var scope = Tensor.Scope();
        return scope.Keep(FactorOf(name) is { } factor ? _source.Read(name).Float() * factor : _source.Read(name));
    }

    /// <inheritdoc/>
    /// <exception cref="WeightException">There are neither one factor nor as many as rows.</exception>
    public IPackedTensor? ReadPacked(string name) => _source.ReadPacked(name) is not { } packed
        ? null
        : FactorOf(name) is { } factor ? new Scaled(packed, factor.ToFloats()) : packed;

    /// <inheritdoc/>
    public void Dispose() => _source.Dispose();

    private string? FactorName(string name) => name.EndsWith(Weight, StringComparison.Ordinal)
        ? Factors.Select(f => name[..^Weight.Length] + f).FirstOrDefault(_all.Contains)
        : null;

    // One, or [rows, 1, ..] to be multiplied with a matrix or kernel.
    private Tensor? FactorOf(string name)
    {
        if (FactorName(name) is not { } factor)
            return null;
        var (values, shape) = (_source.Read(factor).Float(), ShapeOf(name));
        if (values.ElementCount == 1)
            return values.Reshape([]);
        return shape.Length > 0 && values.ElementCount == shape[0]
            ? values.Reshape([shape[0], .. Enumerable.Repeat(1L, shape.Length - 1)])
            : throw new WeightException($"{Path}: '{factor}' is {values.Describe()}; one factor, or one for each row of [{string.Join(", ", shape)}], is needed.");
    }

    private sealed record Scaled(IPackedTensor Packed, float[] Factors) : IPackedTensor
    {
        public long[] Shape => Packed.Shape;

        public Tensor Unpack()
        {
            using var scope = Tensor.Scope();
            var factors = Factors.Length == 1 ? Tensor.Scalar(Factors[0]) : Tensor.From(Factors, [Factors.Length, .. Enumerable.Repeat(1L, Shape.Length - 1)]);
            var values = Packed.Unpack().Float();
            return scope.Keep(values * factors.To(values.Device));
        }

        public IPackedTensor Rows(long start, long count) =>
            new Scaled(Packed.Rows(start, count), Factors.Length == 1 ? Factors : Factors[(int)start..(int)(start + count)]);
    }
}
