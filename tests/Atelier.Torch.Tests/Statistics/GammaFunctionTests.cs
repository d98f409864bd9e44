using Atelier.Torch.Statistics;

namespace Atelier.Torch.Tests.Statistics;

public class GammaFunctionTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(5, 24)]
    [InlineData(0.5, 1.7724538509055159)]
    [InlineData(12.5, 136843365.46556583)]
    public void Value_agrees_with_known_ones(double x, double expected) => Assert.Equal(1, GammaFunction.Value(x) / expected, 9);
}
