using Atelier.Models.Conversion;
using Atelier.Models.Formats.Gguf;
using Atelier.Models.Weights;
using Atelier.Torch;
using Atelier.Torch.Weights;

namespace Atelier.Models.Tests.Conversion;

public sealed class TensorFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("atelier-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("a.safetensors", null)]
    [InlineData("a.safetensors", GgufType.BF16)]
    [InlineData("a.gguf", GgufType.F16)]
    [InlineData("a.gguf", GgufType.Q8_0)]
    public void One_tensor_is_in_memory_at_a_time(string file, GgufType? type)
    {
        using var source = new Generated(40);

        TensorFile.Write(Path.Combine(_folder, file), source, type, "test", cancellation: TestContext.Current.CancellationToken);

        Assert.Equal(1, source.MostAlive);
        Assert.Equal(40, source.Reads);
    }

    // Bounds over the largest magnitude of a block: half a step of each format, with the scales' own rounding.
    [Theory]
    [InlineData(GgufType.Q8_0, 0.5 / 127)]
    [InlineData(GgufType.Q5_0, 1.0 / 16)]
    [InlineData(GgufType.Q5_1, 1.0 / 31)]
    [InlineData(GgufType.Q4_0, 1.0 / 8)]
    [InlineData(GgufType.Q4_1, 1.0 / 15)]
    [InlineData(GgufType.Q4_K, 1.2 / 15)]
    public void Quantised_values_stay_within_a_step(GgufType type, double bound)
    {
        using var source = new Generated(2);
        var path = Path.Combine(_folder, "q.gguf");

        TensorFile.Write(path, source, type, "test", cancellation: TestContext.Current.CancellationToken);

        using var found = GgufTensors.Open(path);
        foreach (var name in source.Names)
        {
            var (left, right) = (source.Read(name).ToFloats(), found.Read(name).ToFloats());
            var most = left.Max(Math.Abs);
            Assert.Equal(type, found.StoredTypeOf(name));
            Assert.All(left.Zip(right), p => Assert.InRange(Math.Abs(p.First - p.Second), 0, (bound * most * 1.01) + 1e-6));
        }
    }

    [Fact]
    public void Scales_for_each_32_values_cost_less_than_one_end()
    {
        using var source = new Generated(1);
        double Squares(GgufType type)
        {
            var path = Path.Combine(_folder, "q.gguf");
            TensorFile.Write(path, source, type, "test", cancellation: TestContext.Current.CancellationToken);
            using var found = GgufTensors.Open(path);
            return source.Read("t0").ToFloats().Zip(found.Read("t0").ToFloats(), (a, b) => (double)(a - b) * (a - b)).Sum();
        }

        Assert.InRange(Squares(GgufType.Q4_K) / Squares(GgufType.Q4_0), 0, 0.8);
    }

    [Fact]
    public void Rows_that_are_no_whole_blocks_are_stored_plainly()
    {
        using var source = new Generated(1, 8, 40);
        var path = Path.Combine(_folder, "odd.gguf");

        TensorFile.Write(path, source, GgufType.Q8_0, "test", cancellation: TestContext.Current.CancellationToken);

        using var found = GgufTensors.Open(path);
        Assert.Equal(GgufType.F16, found.StoredTypeOf("t0"));
    }

    private sealed class Generated(int count, params long[] shape) : ITensorSource
    {
        private readonly long[] _shape = shape.Length > 0 ? shape : [8, 512];
        private Tensor? _alive;

        public int Reads { get; private set; }

        public int MostAlive { get; private set; }

        public string Path => "generated";

        public IReadOnlyCollection<string> Names { get; } = [.. Enumerable.Range(0, count).Select(i => $"t{i}")];

        public IReadOnlyDictionary<string, string> Metadata { get; } = new Dictionary<string, string>();

        public long[] ShapeOf(string name) => _shape;

        public ScalarType TypeOf(string name) => ScalarType.Float32;

        public Tensor Read(string name)
        {
            using var generator = new Generator(ulong.Parse(name.AsSpan(1), System.Globalization.CultureInfo.InvariantCulture));
            MostAlive = Math.Max(MostAlive, 1 + (_alive is { IsDisposed: false } ? 1 : 0));
            Reads++;
            return _alive = Tensor.RandN(_shape, generator);
        }

        public void Dispose()
        {
        }
    }
}
