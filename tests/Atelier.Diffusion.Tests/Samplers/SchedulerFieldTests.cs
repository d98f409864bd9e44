using System.Text.Json;
using Atelier.Diffusion.Configs;
using Atelier.Diffusion.FlowMatching;

namespace Atelier.Diffusion.Tests.Samplers;

public class SchedulerFieldTests
{
    [Fact]
    public void A_field_that_no_sampler_reads_is_an_error_by_name()
    {
        var error = Assert.Throws<NotSupportedException>(() => new SamplerConfig(Parse("""{"sigma_data": 0.5}"""), "EulerDiscreteScheduler"));
        Assert.Contains("sigma_data", error.Message);
        error = Assert.Throws<NotSupportedException>(() => FlowMatchOptions.Parse(Parse("""{"shift": 3.0, "mean_shift": 2}""")));
        Assert.Contains("mean_shift", error.Message);
    }

    [Fact]
    public void Fields_of_another_sampler_and_silent_ones_are_passed_over()
    {
        using var sampler = new SamplerConfig(Parse("""{"skip_prk_steps": true, "use_dynamic_shifting": false, "solver_p": null}"""), "EulerDiscreteScheduler").Create(2);
        Assert.Equal(2, sampler.Timesteps.Count);
    }

    private static JsonElement Parse(string json) => JsonDocument.Parse(json).RootElement;
}
