using Atelier.Models.Flux;
using Atelier.Models.Reuse;
using Atelier.Models.Streams;
using Atelier.Torch;

namespace Atelier.Models.Tests.Reuse;

public class FeatureCacheTests
{
    private static readonly FluxConfig Config = new()
    {
        InChannels = 8, NumLayers = 1, NumSingleLayers = 2, AttentionHeadDim = 8, NumAttentionHeads = 2, JointAttentionDim = 6,
        PooledProjectionDim = 0, AxesDimsRope = [4, 2, 2],
    };

    [Theory]
    [InlineData(0, 4, 0)]
    [InlineData(100, 1, 3)]
    public void The_first_block_decides_by_its_threshold(double threshold, int computed, int reused)
    {
        using var scope = Tensor.Scope();
        using var noGrad = new NoGrad();
        using var network = Network();
        using var cache = new FirstBlockCache(threshold);

        var answers = Enumerable.Range(1, 4).Select(i => (Exact: Run(network, i * 0.2, null), Cached: Run(network, i * 0.2, cache))).ToArray();

        Assert.Equal((computed, reused), (cache.Computed, cache.Reused));
        Assert.Equal(answers[0].Exact, answers[0].Cached);
        Assert.Equal(reused == 0, answers[3].Exact.AsSpan().SequenceEqual(answers[3].Cached));
    }

    [Fact]
    public void Attention_is_taken_again_within_the_range_of_timesteps_only()
    {
        using var scope = Tensor.Scope();
        using var noGrad = new NoGrad();
        using var network = Network();
        using var cache = new AttentionBroadcast(every: 2, range: (100, 800));

        foreach (var sigma in new[] { 0.9, 0.7, 0.5, 0.3, 0.05 })
            Run(network, sigma, cache);

        // Of three layers: the first and the last step lie outside, the second and the fourth are odd.
        Assert.Equal((9, 6), (cache.Computed, cache.Reused));
    }

    [Fact]
    public void A_forecast_of_first_order_is_exact_for_outputs_that_move_evenly()
    {
        using var scope = Tensor.Scope();
        using var cache = new TaylorForecast(every: 3, warmUp: 2, order: 1);

        for (var step = 0; step < 9; step++)
        {
            var now = step;
            var output = cache.Attention(0, 1, () => [Tensor.From([3f + (2 * now), -now], 2), null]);
            Assert.Equal([3f + (2 * step), -step], output[0]!.ToFloats());
            Assert.Null(output[1]);
        }

        // Two to warm up, then every third from the one after.
        Assert.Equal((4, 5), (cache.Computed, cache.Reused));
    }

    [Fact]
    public void Ratios_are_those_of_the_nearest_steps()
    {
        Assert.Equal([1, 3, 5], MagnitudeCache.Resampled([1, 2, 3, 4, 5], 3));
        Assert.Equal([5], MagnitudeCache.Resampled([1, 2, 3, 4, 5], 1));
        Assert.Equal(28, MagnitudeCache.FluxRatios.Count);
    }

    [Fact]
    public void Magnitudes_allow_a_run_until_the_error_adds_up()
    {
        using var scope = Tensor.Scope();
        using var cache = new MagnitudeCache([1, 1, 1, 1, 1, 1, 1.5, 1], threshold: 0.1, longest: 3, retention: 0.25);

        var computed = Enumerable.Range(0, 8).Select(_ =>
        {
            var before = cache.Computed;
            cache.Blocks([Tensor.From([1f], 1)], 0, x => x, x => [x[0] + 2]);
            return cache.Computed - before;
        });

        // Two are retained, three may be left out, then one; the seventh is too far off, the last follows it.
        Assert.Equal([1, 1, 0, 0, 0, 1, 1, 0], computed);
    }

    private static FluxTransformer Network()
    {
        using var generator = new Generator(2);
        var network = new FluxTransformer(Config);
        network.Initialize(generator);
        foreach (var (_, parameter) in network.Parameters())
            parameter.Value = parameter.Value + (Tensor.RandN(parameter.Shape, generator) * 0.3);
        return network;
    }

    private static float[] Run(FluxTransformer network, double sigma, FeatureCache? cache)
    {
        using var generator = new Generator(9);
        var conditioning = new Conditioning(Tensor.Full([1], sigma));
        var text = new TokenStream(StreamKind.Text, Tensor.RandN([1, 3, 6], generator), FluxLatents.TextPositions(3), conditioning);
        var image = new TokenStream(StreamKind.Image, Tensor.RandN([1, 4, 8], generator), FluxLatents.Positions(2, 2), conditioning);
        if (cache is not null)
            cache.Timestep = sigma * 1000;
        return network.Forward([text, image], new() { Reuse = cache }).Sample!.ToFloats();
    }
}
