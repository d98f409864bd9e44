using Atelier.Testing;

namespace Atelier.Torch.Tests.Kernels;

public sealed class NarrowerCpuTests
{
    [Theory]
    [InlineData("avx2")]
    [InlineData("avx512")]
    public void Kernels_give_the_same_where_a_part_of_the_cpu_is_hidden(string isa)
    {
        var (code, text) = OtherCpu.Run(isa, typeof(KernelTests));
        Assert.True(code == 0, text);
    }
}
