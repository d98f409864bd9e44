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

    [Theory]
    [InlineData(0)]
    [InlineData(1001)]
    public void An_lcm_run_must_pick_from_steps_that_there_are(int steps) => Assert.Contains(
        $"original_inference_steps is {steps}",
        Assert.Throws<ArgumentException>(() => new SamplerConfig(Parse($"{{\"original_inference_steps\": {steps}}}"), "LCMScheduler").Create(2)).Message);

    [Theory]
    [InlineData("EulerDiscreteScheduler", """{"beta_start": true}""", "beta_start is true; a number is needed.")]
    [InlineData("EulerDiscreteScheduler", """{"beta_start": "small"}""", "beta_start is \"small\"; a number is needed.")]
    [InlineData("EulerDiscreteScheduler", """{"use_karras_sigmas": 1}""", "use_karras_sigmas is 1; true or false is needed.")]
    [InlineData("EulerDiscreteScheduler", """{"prediction_type": []}""", "prediction_type is []; a text is needed.")]
    [InlineData("UniPCMultistepScheduler", """{"disable_corrector": ["0"]}""", "disable_corrector is [\"0\"]; a list of numbers is needed.")]
    [InlineData("DDIMScheduler", """{"num_train_timesteps": 4000000000}""", "num_train_timesteps is 4000000000; a whole number is needed.")]
    [InlineData("DDIMScheduler", """{"num_train_timesteps": 2000000000}""", "num_train_timesteps is 2000000000; 1 to 100000 are allowed.")]
    [InlineData("DDIMScheduler", """{"trained_betas": [0.1]}""", "trained_betas has 1 numbers; num_train_timesteps, 1000, from 0 to below 1 are needed.")]
    public void A_value_of_another_kind_is_told_with_what_is_needed(string name, string json, string message) =>
        Assert.Equal(message, Assert.Throws<NotSupportedException>(() => new SamplerConfig(Parse(json), name).Create(2)).Message);

    private static JsonElement Parse(string json) => JsonDocument.Parse(json).RootElement;
}
