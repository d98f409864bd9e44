using Atelier.Diffusion.Guidance;
using Atelier.Torch;

namespace Atelier.Diffusion.Tests.Guidance;

public class ClassifierFreeGuidanceTests
{
    [Fact]
    public void Full_rescaling_gives_the_spread_of_the_conditional_output()
    {
        using var scope = Tensor.Scope();
        using var generator = new Generator(2);
        var (u, c) = (Tensor.RandN([2, 3, 4, 4], generator), Tensor.RandN([2, 3, 4, 4], generator));
        var guided = new ClassifierFreeGuidance { Scale = 6, Rescale = 1 }.Combine(u, c);
        Assert.True((guided.Std([1, 2, 3]) - c.Std([1, 2, 3])).Abs().Max().Item() < 1e-5);
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(4, true)]
    [InlineData(9, false)]
    public void Guidance_acts_within_its_interval_only(int step, bool expected) =>
        Assert.Equal(expected, new ClassifierFreeGuidance { Start = 0.2, End = 0.8 }.ActiveAt(step, 10));

    [Fact]
    public void Image_guidance_of_equal_strengths_is_plain_guidance()
    {
        using var scope = Tensor.Scope();
        var (u, i, b) = (Tensor.Full([1, 2], 1), Tensor.Full([1, 2], 5), Tensor.Full([1, 2], 2));
        Assert.Equal([4f, 4f], new ImageGuidance(3, 3).Combine(u, i, b).ToFloats());
    }
}
