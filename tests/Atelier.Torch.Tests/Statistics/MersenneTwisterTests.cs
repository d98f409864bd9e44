using Atelier.Torch.Statistics;

namespace Atelier.Torch.Tests.Statistics;

public class MersenneTwisterTests
{
    [Fact]
    public void The_default_seed_of_the_paper_gives_its_first_number() => Assert.Equal(3499211612u, new MersenneTwister(5489).NextBits());

    [Fact]
    public void Seed_zero_gives_numpys_first_uniforms()
    {
        var twister = new MersenneTwister(0);
        Assert.Equal(0.5488135039273248, twister.NextUniform());
        Assert.Equal(0.7151893663724195, twister.NextUniform());
    }

    [Fact]
    public void A_permutation_has_every_number_once() =>
        Assert.Equal(Enumerable.Range(0, 100).Select(i => (long)i), new MersenneTwister(7).Permutation(100).Order());
}
