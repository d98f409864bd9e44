using Atelier.Diffusion.Guidance;
using Atelier.Torch;

namespace Atelier.Diffusion.Tests.Guidance;

public class GuidanceCacheTests
{
    private const int Side = 10;

    [Fact]
    public void Long_waves_of_the_difference_grow_where_they_may_and_short_ones_on_their_own()
    {
        using var scope = Tensor.Scope();
        using var cache = new GuidanceCache { LongRange = (400, 1000), ShortRange = (0, 500), LongGrowth = 2, ShortGrowth = 3 };
        var positive = Map((x, y) => x + (0.1f * y));
        // A level is the longest wave, a chessboard the shortest.
        var (level, board) = (Map((_, _) => 1), Map((x, y) => (x + y) % 2 == 0 ? 0.5f : -0.5f));
        cache.Remember(positive + level + board, positive);

        var first = cache.Rebuild(positive, 600); // long ones grow
        var second = cache.Rebuild(positive, 450); // both
        var third = cache.Rebuild(positive, 100); // short ones

        Close(positive + (level * 2) + board, first);
        Close(positive + (level * 4) + (board * 3), second);
        Close(positive + (level * 4) + (board * 9), third);
    }

    [Fact]
    public void A_step_is_rebuilt_within_the_range_and_between_full_ones()
    {
        using var scope = Tensor.Scope();
        using var cache = new GuidanceCache { Every = 3, Range = (-1, 900) };
        var map = Map((x, y) => x * y);

        var rebuilt = new[] { 800.0, 700, 950, 600, 500, 400 }.Select(timestep =>
        {
            var yes = cache.Rebuilds(timestep);
            if (yes)
                cache.Rebuild(map, timestep);
            else
                cache.Remember(map, map);
            return yes;
        });

        Assert.Equal([false, true, false, false, true, true], rebuilt);
    }

    private static Tensor Map(Func<int, int, float> value) =>
        Tensor.From(Enumerable.Range(0, Side * Side).Select(i => value(i % Side, i / Side)).ToArray(), 1, 1, Side, Side);

    private static void Close(Tensor expected, Tensor actual) => Assert.True((expected - actual).Abs().Max().Item() < 1e-4);
}
