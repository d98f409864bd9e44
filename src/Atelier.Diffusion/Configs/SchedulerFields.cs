using System.Text.Json;
using Atelier.Torch.Verification;

namespace Atelier.Diffusion.Configs;

/// <summary>The fields of scheduler configurations that samplers read; another one that says something could change every step.</summary>
internal static class SchedulerFields
{
    private static readonly string[] Known =
    [
        "_class_name", "_diffusers_version", "num_train_timesteps", "beta_start", "beta_end", "beta_schedule", "trained_betas", "variance_type", "clip_sample",
        "clip_sample_range", "prediction_type", "thresholding", "dynamic_thresholding_ratio", "sample_max_value", "timestep_spacing", "steps_offset",
        "rescale_betas_zero_snr", "set_alpha_to_one", "skip_prk_steps", "use_karras_sigmas", "use_exponential_sigmas", "use_beta_sigmas", "sigma_min",
        "sigma_max", "timestep_type", "interpolation_type", "final_sigmas_type", "solver_order", "algorithm_type", "solver_type", "lower_order_final",
        "euler_at_final", "use_lu_lambdas", "lambda_min_clipped", "use_flow_sigmas", "flow_shift", "predict_x0", "disable_corrector",
        "original_inference_steps", "timestep_scaling", "snr_shift_scale", "shift_terminal", "time_shift_type", "num_inference_steps", "output_tolerance",
        // Words of the first files, for what is the default since.
        "predict_epsilon", "tensor_format",
    ];

    private static readonly string[] Flow =
    [
        "_class_name", "_diffusers_version", "num_train_timesteps", "shift", "use_dynamic_shifting", "base_shift", "max_shift", "base_image_seq_len",
        "max_image_seq_len", "base_seq_len", "max_seq_len", "time_shift_type", "shift_terminal", "use_karras_sigmas", "use_exponential_sigmas",
        "use_beta_sigmas", "invert_sigmas", "stochastic_sampling", "output_tolerance",
    ];

    /// <summary>Fails for a field that no sampler of a noise schedule reads and that says something.</summary>
    /// <exception cref="NotSupportedException">There is such a field.</exception>
    public static void Require(JsonElement config) => CaseFields.RequireKnown(config, "The scheduler's config", Known);

    /// <summary>Fails for a field that no flow-matching run reads and that says something.</summary>
    /// <exception cref="NotSupportedException">There is such a field.</exception>
    public static void RequireFlow(JsonElement config) => CaseFields.RequireKnown(config, "The scheduler's config", Flow);
}
