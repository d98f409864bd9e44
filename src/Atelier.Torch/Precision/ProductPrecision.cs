namespace Atelier.Torch;

/// <summary>The element type in which matrix products and convolutions are computed.</summary>
/// <remarks>
/// One setting for the whole process, overridden per thread by <see cref="Use"/>. Products take their operands to this type and
/// give back the type of the input; norms, softmax statistics, rotations, samplers, losses and optimisers stay in single
/// precision. Null means: as the operands are.
/// </remarks>
public static class ProductPrecision
{
    private static ScalarType? _process = ScalarType.Float32;

    [ThreadStatic]
    private static Override? _override;

    /// <summary>The type in force on this thread; null leaves operands as they are.</summary>
    public static ScalarType? Current => _override is { } o ? o.Type : _process;

    /// <summary>
    /// Whether quantised weights are multiplied as they are stored, by operands that are rounded to int8 in blocks of 32, where the CPU has
    /// fast products for it. Faster than any floating type; the rounding is off by about 0.4 % of a product's size.
    /// </summary>
    public static bool QuantisedInt8 { get; set; }

    /// <summary>Multiplies quantised weights in int8 until the result is disposed.</summary>
    public static IDisposable UseInt8() => new Int8();

    /// <summary>Sets the type for the process.</summary>
    /// <exception cref="ArgumentException">The type is not a floating one.</exception>
    public static void Set(ScalarType? type) => _process = Checked(type);

    /// <summary>Sets the type for this thread until the result is disposed.</summary>
    /// <exception cref="ArgumentException">The type is not a floating one.</exception>
    public static IDisposable Use(ScalarType? type) => new Override(Checked(type));

    private static ScalarType? Checked(ScalarType? type) => type is null || type.Value.IsFloating()
        ? type
        : throw new ArgumentException($"Products cannot be computed in {type}; allowed: Float32, BFloat16, Float16, Float64.");

    private sealed class Int8 : IDisposable
    {
        private readonly bool _before = QuantisedInt8;

        public Int8() => QuantisedInt8 = true;

        public void Dispose() => QuantisedInt8 = _before;
    }

    private sealed class Override : IDisposable
    {
        private readonly Override? _outer = _override;

        public Override(ScalarType? type)
        {
            Type = type;
            _override = this;
        }

        public ScalarType? Type { get; }

        public void Dispose() => _override = _outer;
    }
}
