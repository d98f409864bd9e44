using Atelier.Torch;

namespace Atelier.Benchmarks;

/// <summary>The machine's own best rate of dense matrix products: what a network's rate is compared with.</summary>
internal sealed class DenseProducts : IDisposable
{
    // Rows, inner and outer size: squares, and the shape of a layer whose weights are as large as its map.
    private static readonly (long Rows, long Inner, long Outer)[] Shapes = [(1024, 1024, 1024), (2048, 2048, 2048), (4096, 1280, 1280)];

    private readonly List<Measured> _measured = [];

    public DenseProducts()
    {
        using var generator = new Generator(0);
        foreach (var type in new[] { ScalarType.Float32, ScalarType.BFloat16 })
        {
            if (PrecisionProbe.Rate(type) == 0)
                continue;
            foreach (var (rows, inner, outer) in Shapes)
            {
                using var scope = Tensor.Scope();
                _measured.Add(new(
                    type,
                    scope.Keep(Tensor.RandN([rows, inner], generator).To(type)),
                    scope.Keep(Tensor.RandN([inner, outer], generator).To(type))));
            }
        }
    }

    /// <summary>Operations a second of the fastest shape, median of all turns.</summary>
    public double Best(ScalarType? type = null) => Fastest(type, time => time.Seconds);

    /// <summary>The same by the CPU's time, all threads together.</summary>
    public double BestByCpu(ScalarType? type = null) => Fastest(type, time => time.CpuSeconds);

    /// <summary>Measures each once more.</summary>
    public void Turn()
    {
        using var noGrad = new NoGrad();
        foreach (var product in _measured)
        {
            // A type that this CPU is slow at need not be measured again.
            if (product.Times.Count > 0 && product.Rate(time => time.Seconds) < Best() / 8)
                continue;
            if (product.Times.Count == 0)
                product.Step();
            product.Times.Add(RunTime.Of(product.Step));
        }
    }

    public void Dispose()
    {
        foreach (var product in _measured)
            product.Dispose();
    }

    private double Fastest(ScalarType? type, Func<RunTime, double> of) =>
        _measured.Where(product => product.Times.Count > 0 && (type is null || product.Type == type)).Select(product => product.Rate(of)).DefaultIfEmpty().Max();

    private sealed record Measured(ScalarType Type, Tensor A, Tensor B) : IDisposable
    {
        public List<RunTime> Times { get; } = [];

        public void Step() => A.MatMul(B).Dispose();

        public double Rate(Func<RunTime, double> of) => 2.0 * A.ElementCount * B.Size(1) / of(RunTime.Median(Times));

        public void Dispose()
        {
            A.Dispose();
            B.Dispose();
        }
    }
}
