using Atelier.Systems.LightGen;

namespace Atelier.Systems.Tests.LightGen;

public class MaskedSamplingTests
{
    [Theory]
    [InlineData(64, 16, new[] { 1, 1, 1, 2, 3, 3, 4, 4, 5, 5, 5, 6, 6, 6, 6, 6 })]
    [InlineData(256, 16, new[] { 2, 3, 7, 8, 11, 13, 15, 16, 19, 20, 22, 23, 23, 25, 24, 25 })]
    public void Tokens_per_iteration_follow_the_cosine(int tokens, int iterations, int[] expected)
    {
        var options = new MaskedSampling { Iterations = iterations };
        var hidden = tokens;
        foreach (var (count, k) in expected.Select((c, k) => (c, k)))
        {
            var after = k + 1 < iterations ? options.HiddenAfter(tokens, k, hidden) : 0;
            Assert.Equal(count, hidden - after);
            hidden = after;
        }
    }

    [Fact]
    public void Linear_guidance_ends_just_below_its_strength() =>
        Assert.Equal(1 + 3.0 * 15 / 16, new MaskedSampling { Guidance = 4, LinearGuidance = true }.GuidanceAt(16, 1), 12);

    [Theory]
    [InlineData(0.1, 0.74468)]
    [InlineData(0.5, 0.87429)]
    [InlineData(0.9, 0.97584)]
    [InlineData(1, 1)]
    public void The_mask_rate_has_the_published_quantiles(double uniform, double expected) => Assert.Equal(expected, MaskRate.At(uniform), 5);
}
