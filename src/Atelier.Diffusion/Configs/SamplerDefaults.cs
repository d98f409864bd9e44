using Atelier.Diffusion.Grids;

namespace Atelier.Diffusion.Configs;

/// <summary>What a scheduler class assumes where its configuration is silent.</summary>
internal sealed record SamplerDefaults(NoiseSchedule Noise, string Spacing, bool Clips, bool FinalAlphaOne)
{
    private static readonly NoiseSchedule Plain = new();
    private static readonly NoiseSchedule HeunNoise = new() { BetaStart = 0.00085, BetaEnd = 0.012 };

    public static SamplerDefaults Level { get; } = new(Plain, "linspace", false, true);

    public static SamplerDefaults Heun { get; } = Level with { Noise = HeunNoise };

    public static SamplerDefaults Jump { get; } = new(Plain, "leading", true, true);

    public static SamplerDefaults Pndm { get; } = new(Plain, "leading", false, false);

    public static SamplerDefaults Lcm { get; } = new(NoiseSchedule.StableDiffusion, "leading", false, true);

    public static SamplerDefaults CogVideo { get; } = new(NoiseSchedule.StableDiffusion with { SnrShift = 3 }, "leading", false, true);
}
