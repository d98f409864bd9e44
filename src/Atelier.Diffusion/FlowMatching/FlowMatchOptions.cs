using System.Text.Json;
using Atelier.Diffusion.Configs;
using Atelier.Diffusion.Grids;

namespace Atelier.Diffusion.FlowMatching;

/// <summary>How a flow-matching model spreads its noise levels; the defaults are those of <c>scheduler_config.json</c>.</summary>
public sealed record FlowMatchOptions
{
    /// <summary>FLUX.1 dev: the shift depends on the number of image tokens.</summary>
    public static FlowMatchOptions FluxDev { get; } = new() { Shift = 3, DynamicShift = true };

    /// <summary>FLUX.1 schnell: no shift.</summary>
    public static FlowMatchOptions FluxSchnell { get; } = new();

    /// <summary>Timestep of pure noise; timestep = sigma times this.</summary>
    public int TrainTimesteps { get; init; } = 1000;

    /// <summary>Static shift s: sigma becomes s a / (1 + (s - 1) a). Above 0; 1 does nothing. Ignored with a dynamic shift.</summary>
    public double Shift { get; init; } = 1;

    /// <summary>Shift by mu, which grows with the number of tokens, instead of by <see cref="Shift"/>.</summary>
    public bool DynamicShift { get; init; }

    /// <summary>mu at <see cref="BaseTokens"/>.</summary>
    public double BaseShift { get; init; } = 0.5;

    /// <summary>mu at <see cref="MaxTokens"/>.</summary>
    public double MaxShift { get; init; } = 1.15;

    /// <summary>Tokens at which mu is <see cref="BaseShift"/>.</summary>
    public double BaseTokens { get; init; } = 256;

    /// <summary>Tokens at which mu is <see cref="MaxShift"/>.</summary>
    public double MaxTokens { get; init; } = 4096;

    /// <summary>Form of the dynamic shift.</summary>
    public TimeShift TimeShift { get; init; }

    /// <summary>Stretches the shifted levels so that the last becomes this; null or 0 leaves them.</summary>
    public double? ShiftTerminal { get; init; }

    /// <summary>Spreads the levels anew after the shift.</summary>
    public SigmaSpacing Spacing { get; init; }

    /// <summary>Counts sigma from data to noise: 1 - sigma, with 1 at the end.</summary>
    public bool Invert { get; init; }

    /// <summary>Denoise fully and noise again at every step, instead of following the velocity.</summary>
    public bool Stochastic { get; init; }

    /// <summary>Takes the fields of a <c>scheduler_config.json</c>.</summary>
    /// <exception cref="NotSupportedException">A field is unknown and says something, or has an unknown word.</exception>
    public static FlowMatchOptions Parse(JsonElement config)
    {
        SchedulerFields.RequireFlow(config);
        return new()
        {
            TrainTimesteps = config.TrainTimesteps(1000),
            Shift = config.Number("shift", 1),
            DynamicShift = config.Flag("use_dynamic_shifting"),
            BaseShift = config.Number("base_shift", 0.5),
            MaxShift = config.Number("max_shift", 1.15),
            BaseTokens = config.Number("base_image_seq_len") ?? config.Number("base_seq_len", 256),
            MaxTokens = config.Number("max_image_seq_len") ?? config.Number("max_seq_len", 4096),
            TimeShift = config.Choice("time_shift_type", "exponential", ("exponential", TimeShift.Exponential), ("linear", TimeShift.Linear)),
            ShiftTerminal = config.Number("shift_terminal"),
            Spacing = config.Sigmas(),
            Invert = config.Flag("invert_sigmas"),
            Stochastic = config.Flag("stochastic_sampling"),
        };
    }

    /// <summary>mu for a number of image tokens: the straight line through the two given points, not clamped.</summary>
    public double Mu(double tokens)
    {
        var slope = (MaxShift - BaseShift) / (MaxTokens - BaseTokens);
        return tokens * slope + (BaseShift - slope * BaseTokens);
    }
}
