using Atelier.Models.Flux;
using Atelier.Systems.OminiControl2;
using Atelier.Systems.OminiControl2.Costs;

namespace Atelier.Systems.Tests.OminiControl2;

public class ConditionCostTests
{
    private const int Steps = 28;

    /// <summary>TFLOP a step of FLUX.1 with 512 text tokens, by hand: plain, joint, everything sees everything, reuse, reuse of compact ones.</summary>
    [Theory]
    [InlineData(1024, 1, 21.5, 37.6, 37.6, 23.1, 21.9)]
    [InlineData(1024, 2, 21.5, 53.8, 55.3, 24.7, 22.3)]
    [InlineData(1024, 4, 21.5, 86.1, 94.9, 27.9, 23.1)]
    [InlineData(4096, 1, 74.4, 165.4, 165.4, 89.9, 78.2)]
    [InlineData(4096, 2, 74.4, 256.5, 280.0, 105.4, 82.0)]
    [InlineData(4096, 4, 74.4, 438.6, 579.7, 136.5, 89.6)]
    public void Counted_products_are_those_of_the_model(
        long tokens, int conditions, double plain, double joint, double everything, double reuse, double compact)
    {
        var cost = Of(tokens, new() { Sight = ConditionSight.Joint });
        Close(plain, cost.Plain);
        Close(joint, cost.Total);
        Close(everything, Of(tokens, new() { Sight = ConditionSight.Everything }).Total);
        Close(reuse, Of(tokens, ConditionSettings.Reuse).Total);
        Close(compact, Of(tokens / 4, ConditionSettings.Reuse).Total);

        ConditionCost Of(long each, ConditionSettings settings) =>
            ConditionCost.Of(FluxConfig.Dev, 512, tokens, [.. Enumerable.Repeat(each, conditions)], Steps, settings);

        static void Close(double expected, double counted) => Assert.InRange(counted / Steps / 1e12 / expected, 0.99, 1.01);
    }

    [Fact]
    public void The_line_says_time_and_memory()
    {
        var cost = ConditionCost.Of(FluxConfig.Dev, 512, 1024, [256], Steps, ConditionSettings.Reuse, elementBytes: 2);
        Assert.Equal(171.0, cost.CacheBytes / 1048576.0, 0.1);
        Assert.Equal("1 condition: +1.8 % time, 171 MiB cache", cost.Describe(1));
        Assert.Equal(0, ConditionCost.Of(FluxConfig.Dev, 512, 1024, [256], Steps, new()).CacheBytes);
    }
}
