using Atelier.Torch.Statistics;

namespace Atelier.Torch.Tests.Statistics;

public class BetaDistributionTests
{
    [Theory]
    [InlineData(0.5, 0.5, 0.25, 1.0 / 3)] // arcsine law: 2/pi asin(sqrt x)
    [InlineData(1, 1, 0.3, 0.3)]
    [InlineData(2, 1, 0.3, 0.09)]
    [InlineData(1, 3, 0.2, 0.488)]
    public void Cumulative_agrees_with_closed_forms(double a, double b, double x, double expected) =>
        Assert.Equal(expected, BetaDistribution.Cumulative(x, a, b), 12);

    [Theory]
    [InlineData(0.001)]
    [InlineData(0.37)]
    [InlineData(0.9999)]
    public void Quantile_inverts_the_cumulative(double p) =>
        Assert.Equal(p, BetaDistribution.Cumulative(BetaDistribution.Quantile(p, 0.6, 0.6), 0.6, 0.6), 12);
}
