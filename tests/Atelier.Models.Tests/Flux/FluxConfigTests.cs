using Atelier.Models.Configs;
using Atelier.Models.Flux;

namespace Atelier.Models.Tests.Flux;

public sealed class FluxConfigTests
{
    [Fact]
    public void Axes_that_do_not_sum_to_the_head_are_named()
    {
        var error = Assert.Throws<ConfigException>(() => new FluxTransformer(new FluxConfig { AxesDimsRope = [16, 56, 54] }));

        Assert.Contains("126", error.Message);
        Assert.Contains("128", error.Message);
    }
}
