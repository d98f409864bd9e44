using Atelier.Cli.Diagnosis;

namespace Atelier.Cli.Tests.Diagnosis;

public class TorchChecksTests
{
    [Theory]
    [InlineData("/usr/lib/x86_64-linux-gnu/openblas-pthread/libblas.so.3", "OpenBlas")]
    [InlineData("/usr/lib/x86_64-linux-gnu/openblas-pthread/libopenblasp-r0.3.21.so", "OpenBlas")]
    [InlineData("/usr/lib/x86_64-linux-gnu/blas/libblas.so.3.11.0", "Reference")]
    [InlineData("/opt/intel/mkl/lib/libmkl_rt.so.2", "Mkl")]
    [InlineData("/usr/lib/x86_64-linux-gnu/blis-pthread/libblas.so.4", "Blis")]
    [InlineData("/opt/torch/lib/libtorch_cpu.so", "BuiltIn")]
    public void A_blas_is_known_by_its_file(string path, string kind) => Assert.Equal(kind, LoadedBlas.KindOf(path).ToString());

    [Fact]
    public void The_reference_blas_is_a_problem_with_advice()
    {
        var finding = TorchChecks.Blas(new(BlasKind.Reference, "/usr/lib/libblas.so.3", null));

        Assert.Equal(FindingLevel.Problem, finding.Level);
        Assert.Contains("libopenblas0-pthread", finding.Advice);
    }

    [Fact]
    public void The_blas_in_use_is_found()
    {
        _ = Torch.TorchRuntime.Version;

        Assert.NotEqual(BlasKind.Reference, LoadedBlas.Find().Kind);
    }

    [Theory]
    [InlineData(1, 4, "Note")]
    [InlineData(4, 4, "Good")]
    [InlineData(8, 4, "Note")]
    public void Threads_are_compared_with_cores(int threads, int cores, string level)
    {
        var cpu = Processor.Parse(string.Join("\n\n", Enumerable.Range(0, cores).Select(i => $"processor : {i}\ncore id : {i}")), 2 * cores);

        Assert.Equal(level, TorchChecks.Threads(threads, cpu).Level.ToString());
    }

    [Fact]
    public void A_very_low_product_rate_is_a_problem_unless_others_hold_the_cores()
    {
        Assert.Equal(FindingLevel.Problem, TorchChecks.Rates(1, 1, load: 0.1).Level);
        Assert.Equal(FindingLevel.Note, TorchChecks.Rates(1, 1, load: 1000).Level);
        Assert.Equal(FindingLevel.Good, TorchChecks.Rates(1000, 3000, load: 1000).Level);
    }
}
