using Atelier.Torch.Statistics;

namespace Atelier.Torch.Tests.Statistics;

public class NormalDistributionTests
{
    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 0.31731050786291415)]
    [InlineData(-1.96, 0.04999579029644087)]
    [InlineData(3, 0.0026997960632601866)]
    [InlineData(6, 1.9731752900753844e-9)]
    public void Beyond_agrees_with_tables(double z, double expected) => Assert.Equal(1, NormalDistribution.Beyond(z) / expected, 11);

    [Fact]
    public void Cumulative_of_both_sides_adds_up_to_one() =>
        Assert.Equal(1, NormalDistribution.Cumulative(0.7) + NormalDistribution.Cumulative(-0.7), 14);
}
