using System.Text.Json;
using Atelier.Diffusion.Configs;
using Atelier.Diffusion.Samplers;

namespace Atelier.Diffusion.Tests.Samplers;

/// <summary>Timesteps that the reference makes of noise levels: its single-precision tables decide between 998 and 999.</summary>
public class WholeTimestepTests
{
    private const string StableDiffusion = "\"beta_start\": 0.00085, \"beta_end\": 0.012, \"beta_schedule\": \"scaled_linear\"";

    [Theory]
    [InlineData("DPMSolverMultistepScheduler", "\"use_exponential_sigmas\": true", new[] { 998.0, 803, 538, 233, 52, 6, 0 })]
    [InlineData("DEISMultistepScheduler", "\"use_exponential_sigmas\": true", new[] { 998.0, 803, 538, 233, 52, 6, 0 })]
    [InlineData("UniPCMultistepScheduler", "\"use_beta_sigmas\": true", new[] { 998.0, 983, 943, 874, 746, 448, 0 })]
    [InlineData("DPMSolverMultistepScheduler", "\"use_beta_sigmas\": true, \"use_lu_lambdas\": true", new[] { 999.0, 681, 233, 20, 0 })]
    [InlineData("DPMSolverMultistepScheduler", "\"use_exponential_sigmas\": true, \"rescale_betas_zero_snr\": true", new[] { 998.0, 988, 849, 186, 0 })]
    public void Spread_levels_become_the_timesteps_of_the_reference(string name, string fields, double[] expected) =>
        Assert.Equal(expected, Timesteps(name, $"{StableDiffusion}, {fields}", expected.Length));

    [Theory]
    [InlineData("DPMSolverSinglestepScheduler", new[] { 999.0, 999, 998, 993, 837, 0 })]
    [InlineData("DPMSolverMultistepScheduler", new[] { 998.0, 998, 998, 992, 837, 0 })]
    public void Karras_levels_of_the_cosine_curve_are_rounded_by_one_walk_and_cut_by_the_other(string name, double[] expected) =>
        Assert.Equal(expected, Timesteps(name, "\"beta_schedule\": \"squaredcos_cap_v2\", \"use_karras_sigmas\": true", expected.Length));

    [Fact]
    public void Before_a_run_the_noise_scale_is_the_largest_level_even_where_the_last_is_smaller()
    {
        var fields = "\"beta_start\": 0.00085, \"beta_end\": 0.02, \"beta_schedule\": \"scaled_linear\", \"rescale_betas_zero_snr\": true";
        using var sampler = Config("EulerDiscreteScheduler", fields).Create(3);
        Assert.Equal(6395.998, ((LevelSampler)sampler).TrainingNoiseScale, 0.01);
    }

    [Fact]
    public void Every_variance_word_of_the_reference_is_known()
    {
        foreach (var word in new[] { "fixed_small", "fixed_small_log", "fixed_large", "fixed_large_log", "learned", "learned_range" })
            using (Config("DDPMScheduler", $"\"variance_type\": \"{word}\"").Create(2))
            {
            }
    }

    private static double[] Timesteps(string name, string fields, int steps)
    {
        using var sampler = Config(name, fields).Create(steps);
        return [.. sampler.Timesteps];
    }

    private static SamplerConfig Config(string name, string fields)
    {
        using var json = JsonDocument.Parse($"{{ {fields} }}");
        return new(json.RootElement, name);
    }
}
