using Atelier.Diffusion.FlowMatching;
using Atelier.Torch;

namespace Atelier.Diffusion.Tests.FlowMatching;

public class FlowMatchEulerTests
{
    [Fact]
    public void A_straight_flow_ends_at_the_data_after_any_number_of_steps()
    {
        using var scope = Tensor.Scope();
        using var generator = new Generator(1);
        var (data, noise) = (Tensor.RandN([1, 6, 4], generator), Tensor.RandN([1, 6, 4], generator));
        foreach (var steps in new[] { 1, 4, 9 })
        {
            using var sampler = new FlowMatchEuler(FlowMatchSchedule.Even(FlowMatchOptions.FluxDev, steps, tokens: 64));
            var x = noise;
            for (var i = 0; i < steps; i++)
            {
                var step = sampler.Step(noise - data, i, x);
                Assert.True((step.Denoised - data).Abs().Max().Item() < 1e-5);
                x = step.Sample;
            }

            Assert.True((x - data).Abs().Max().Item() < 1e-5);
        }
    }

    [Fact]
    public void A_step_leaves_no_tensor_behind_but_its_result()
    {
        using var scope = Tensor.Scope();
        using var sampler = new FlowMatchHeun(FlowMatchSchedule.Even(FlowMatchOptions.FluxSchnell, 3));
        var x = Tensor.Ones([1, 2]);
        var before = scope.Count;
        sampler.Step(x, 0, x);
        Assert.Equal(before + 2, scope.Count);
    }

    [Fact]
    public void A_dynamic_shift_without_tokens_is_refused() =>
        Assert.Throws<ArgumentException>(() => FlowMatchSchedule.Even(FlowMatchOptions.FluxDev, 4));

    [Fact]
    public void A_stochastic_run_without_noise_is_refused()
    {
        using var scope = Tensor.Scope();
        using var sampler = new FlowMatchEuler(FlowMatchSchedule.Even(new() { Stochastic = true }, 2));
        Assert.Throws<InvalidOperationException>(() => sampler.Step(Tensor.Ones([1, 2]), 0, Tensor.Ones([1, 2])));
    }
}
