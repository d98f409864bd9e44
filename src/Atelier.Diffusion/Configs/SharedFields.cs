using System.Text.Json;
using Atelier.Diffusion.Grids;
using Atelier.Diffusion.Samplers;

namespace Atelier.Diffusion.Configs;

/// <summary>The fields that the scheduler configurations have in common.</summary>
internal static class SharedFields
{
    public static (string Word, PredictionType Value)[] Predictions { get; } =
    [
        ("epsilon", PredictionType.Epsilon), ("v_prediction", PredictionType.Velocity), ("sample", PredictionType.Sample),
        ("original_sample", PredictionType.Sample), ("flow_prediction", PredictionType.Flow),
    ];

    public static SigmaSpacing Sigmas(this JsonElement config)
    {
        (string Flag, SigmaSpacing Value)[] spacings =
        [
            ("use_karras_sigmas", SigmaSpacing.Karras), ("use_exponential_sigmas", SigmaSpacing.Exponential), ("use_beta_sigmas", SigmaSpacing.Beta),
        ];
        var asked = spacings.Where(s => config.Flag(s.Flag)).ToArray();
        return asked.Length switch
        {
            0 => SigmaSpacing.Native,
            1 => asked[0].Value,
            _ => throw new ArgumentException($"{string.Join(" and ", asked.Select(a => a.Flag))} were given; at most one of them is allowed."),
        };
    }

    /// <summary>Timesteps of training; their tables are kept, so that there is an end.</summary>
    public static int TrainTimesteps(this JsonElement config, int otherwise)
    {
        var count = config.Integer("num_train_timesteps", otherwise);
        return count is > 0 and <= 100_000 ? count : throw new NotSupportedException($"num_train_timesteps is {count}; 1 to 100000 are allowed.");
    }

    private static double[]? Betas(this JsonElement config, int count) => config.Numbers("trained_betas") is not { } betas ? null
        : betas.Length == count && betas.All(b => b is >= 0 and < 1) ? betas
        : throw new NotSupportedException($"trained_betas has {betas.Length} numbers; num_train_timesteps, {count}, from 0 to below 1 are needed.");

    public static NoiseSchedule Noise(this JsonElement config, NoiseSchedule defaults) => new()
    {
        TrainTimesteps = config.TrainTimesteps(defaults.TrainTimesteps),
        BetaStart = config.Number("beta_start", defaults.BetaStart),
        BetaEnd = config.Number("beta_end", defaults.BetaEnd),
        Curve = config.Field("beta_schedule") is null ? defaults.Curve : config.Choice(
            "beta_schedule", "linear", ("linear", BetaCurve.Linear), ("scaled_linear", BetaCurve.ScaledLinear), ("squaredcos_cap_v2", BetaCurve.SquaredCosine),
            ("sigmoid", BetaCurve.Sigmoid), ("laplace", BetaCurve.Laplace), ("exp", BetaCurve.Exponential)),
        Betas = config.Betas(config.TrainTimesteps(defaults.TrainTimesteps)),
        ZeroTerminalSnr = config.Flag("rescale_betas_zero_snr"),
        SnrShift = config.Number("snr_shift_scale", defaults.SnrShift),
    };

    /// <summary>Sets what every sampler shares.</summary>
    public static T With<T>(this T options, JsonElement config, SamplerDefaults defaults)
        where T : SamplerOptions => (T)(options with
        {
            Noise = config.Noise(defaults.Noise),
            Prediction = config.Choice("prediction_type", "epsilon", Predictions),
            Spacing = config.Choice("timestep_spacing", defaults.Spacing, ("linspace", TimestepSpacing.Linspace), ("leading", TimestepSpacing.Leading), ("trailing", TimestepSpacing.Trailing)),
            StepsOffset = config.Integer("steps_offset", 0),
            Sigmas = config.Sigmas(),
            SigmaMin = config.Number("sigma_min"),
            SigmaMax = config.Number("sigma_max"),
            FinalSigma = config.Choice("final_sigmas_type", "zero", ("zero", FinalSigma.Zero), ("sigma_min", FinalSigma.Smallest)),
            ClipRange = config.Flag("clip_sample", defaults.Clips) ? config.Number("clip_sample_range", 1) : null,
            Threshold = config.Flag("thresholding") ? new(config.Number("dynamic_thresholding_ratio", 0.995), config.Number("sample_max_value", 1)) : null,
            FinalAlphaOne = config.Flag("set_alpha_to_one", defaults.FinalAlphaOne),
        });

    /// <summary>Sets what the exponential integrators share.</summary>
    public static T WithSolver<T>(this T options, JsonElement config)
        where T : SolverOptions => (T)(options.With(config, SamplerDefaults.Level) with
        {
            SolverOrder = config.Integer("solver_order", 2),
            LowerOrderFinal = config.Flag("lower_order_final", options.LowerOrderFinal),
            FlowSigmas = config.Flag("use_flow_sigmas"),
            FlowShift = config.Number("flow_shift", 1),
            LogSnrMin = config.Number("lambda_min_clipped", double.NegativeInfinity),
        });
}
