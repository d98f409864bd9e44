using System.Text.Json;
using System.Text.Json.Nodes;
using Atelier.Diffusion.Configs;
using Atelier.Diffusion.Samplers;
using Atelier.Systems.Pipelines;

namespace Atelier.Systems.StableDiffusion;

/// <summary>Samplers and noise schedules by the names that people use, over the noise that a model was trained with.</summary>
/// <param name="model">The model's <c>scheduler_config.json</c>.</param>
internal sealed class SamplerChoice(JsonElement model)
{
    private const string Karras = "use_karras_sigmas", Exponential = "use_exponential_sigmas", Beta = "use_beta_sigmas", Spacing = "timestep_spacing";

    // Name, class, what other programs call it, and fields that make it.
    private static readonly (string Name, string Class, string Title, (string Field, JsonNode Value)[] Fields)[] Samplers =
    [
        ("ddim", "DDIMScheduler", "DDIM", []),
        ("ddpm", "DDPMScheduler", "DDPM", []),
        ("pndm", "PNDMScheduler", "PLMS", [("skip_prk_steps", true)]),
        ("lms", "LMSDiscreteScheduler", "LMS", []),
        ("euler", "EulerDiscreteScheduler", "Euler", []),
        ("euler-a", "EulerAncestralDiscreteScheduler", "Euler a", []),
        ("heun", "HeunDiscreteScheduler", "Heun", []),
        ("dpm++2m", "DPMSolverMultistepScheduler", "DPM++ 2M", [("algorithm_type", "dpmsolver++"), ("solver_order", 2)]),
        ("dpm++2m-sde", "DPMSolverMultistepScheduler", "DPM++ 2M SDE", [("algorithm_type", "sde-dpmsolver++"), ("solver_order", 2)]),
        ("dpm++3m", "DPMSolverMultistepScheduler", "DPM++ 3M", [("algorithm_type", "dpmsolver++"), ("solver_order", 3)]),
        ("dpm++2s", "DPMSolverSinglestepScheduler", "DPM++ 2S", [("algorithm_type", "dpmsolver++"), ("solver_order", 2)]),
        ("deis", "DEISMultistepScheduler", "DEIS", []),
        ("unipc", "UniPCMultistepScheduler", "UniPC", []),
        ("lcm", "LCMScheduler", "LCM", []),
    ];

    private static readonly (string Name, string Title, string Field, JsonNode Value)[] Schedules =
    [
        ("karras", "Karras", Karras, true), ("exponential", "Exponential", Exponential, true), ("beta", "Beta", Beta, true),
        ("trailing", "SGM Uniform", Spacing, "trailing"), ("leading", "DDIM", Spacing, "leading"), ("linspace", "Uniform", Spacing, "linspace"),
    ];

    // Samplers that jump between whole timesteps have no noise levels to spread.
    private static readonly string[] WithoutLevels = ["DDIMScheduler", "DDPMScheduler", "PNDMScheduler", "LCMScheduler"];

    /// <summary>Names of samplers.</summary>
    public static IReadOnlyList<string> SamplerNames { get; } = [.. Samplers.Select(s => s.Name)];

    /// <summary>Names of schedules.</summary>
    public static IReadOnlyList<string> ScheduleNames { get; } = [.. Schedules.Select(s => s.Name)];

    /// <summary>The name of the model's own sampler, or its class where it has no name.</summary>
    public string Own => Samplers.FirstOrDefault(s => s.Class == Class).Name ?? Class;

    private string Class => model.TryGetProperty("_class_name", out var name) ? name.GetString() ?? "" : "";

    /// <summary>What other programs call a sampler.</summary>
    public static string TitleOf(string sampler) => Samplers.FirstOrDefault(s => s.Name == sampler).Title ?? sampler;

    /// <summary>What other programs call a schedule.</summary>
    public static string TitleOfSchedule(string? schedule) => Schedules.FirstOrDefault(s => s.Name == schedule).Title ?? "Automatic";

    /// <summary>Our names of what other programs call a sampler and a schedule; older ones write the schedule behind the sampler. Null where there is none.</summary>
    public static (string? Sampler, string? Schedule) Named(string title, string? schedule)
    {
        var spread = Schedules.FirstOrDefault(s => string.Equals(s.Title, schedule, StringComparison.OrdinalIgnoreCase)).Name;
        foreach (var row in Schedules.Where(s => spread is null && title.EndsWith($" {s.Title}", StringComparison.OrdinalIgnoreCase)))
            (spread, title) = (row.Name, title[..^(row.Title.Length + 1)]);
        return (Samplers.FirstOrDefault(s => string.Equals(s.Title, title, StringComparison.OrdinalIgnoreCase) || s.Name == title).Name, spread);
    }

    /// <summary>A walk.</summary>
    /// <param name="sampler">A name, or null for the model's own.</param>
    /// <param name="schedule">A name, or null for the sampler's own.</param>
    /// <param name="steps">Steps.</param>
    /// <exception cref="RequestException">A name is unknown, or the two do not go together, or not with the number of steps.</exception>
    public Sampler Create(string? sampler, string? schedule, int steps)
    {
        var fields = JsonObject.Create(model)!.DeepClone().AsObject();
        var chosen = Class;
        if (sampler is not null)
        {
            var row = Samplers.FirstOrDefault(s => s.Name == sampler);
            if (row.Name is null)
                throw new RequestException($"There is no sampler '{sampler}'; there are {string.Join(", ", SamplerNames)}.");
            chosen = row.Class;
            foreach (var (field, value) in row.Fields)
                fields[field] = value.DeepClone();
        }

        if (schedule is not null)
        {
            var row = Schedules.FirstOrDefault(s => s.Name == schedule);
            if (row.Name is null)
                throw new RequestException($"There is no schedule '{schedule}'; there are {string.Join(", ", ScheduleNames)}.");
            if (row.Field != Spacing && WithoutLevels.Contains(chosen))
                throw new RequestException($"Schedule {schedule} spreads noise levels, which sampler {sampler ?? Own} does not have; take euler, heun, dpm++2m or unipc.");
            foreach (var field in (string[])[Karras, Exponential, Beta])
                fields.Remove(field);
            fields[row.Field] = row.Value.DeepClone();
        }

        try
        {
            using var json = JsonDocument.Parse(fields.ToJsonString());
            return new SamplerConfig(json.RootElement, chosen).Create(steps);
        }
        catch (Exception error) when (error is NotSupportedException or ArgumentException)
        {
            throw new RequestException($"Sampler {sampler ?? Own} with {steps} steps: {error.Message.ReplaceLineEndings(" ")}");
        }
    }
}
