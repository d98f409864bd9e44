using Atelier.Diffusion.FlowMatching;
using Atelier.Diffusion.Grids;
using Atelier.Diffusion.Samplers;
using Atelier.Systems.Pipelines;

namespace Atelier.Systems.TextToImage.Flux;

/// <summary>How the flow is followed: which sampler, over which spread of levels.</summary>
/// <param name="Sampler">One of <see cref="Samplers"/>.</param>
/// <param name="Schedule">One of <see cref="Schedules"/>.</param>
internal sealed record FluxSampling(string Sampler = "euler", string Schedule = "even")
{
    private static readonly Dictionary<string, SigmaSpacing> Spacings = new()
    {
        ["even"] = SigmaSpacing.Native, ["karras"] = SigmaSpacing.Karras, ["exponential"] = SigmaSpacing.Exponential, ["beta"] = SigmaSpacing.Beta,
    };

    /// <summary>Names of samplers.</summary>
    public static IReadOnlyList<string> Samplers { get; } = ["euler", "heun", "dpm++2m", "unipc"];

    /// <summary>Names of spreads; <c>even</c> is the model's own.</summary>
    public static IReadOnlyCollection<string> Schedules => Spacings.Keys;

    /// <summary>Our name of a sampler as other programs write it; null for the usual one and for those that are not known.</summary>
    public static string? SamplerOf(string? title) => Known(title, Samplers, "euler");

    /// <summary>Our name of a spread as other programs write it; null for the usual one and for those that are not known.</summary>
    public static string? ScheduleOf(string? title) => Known(title, Schedules, "even");

    private static string? Known(string? title, IEnumerable<string> names, string usual) =>
        names.FirstOrDefault(n => n != usual && string.Equals(n, title?.Replace(" ", "", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase));

    /// <summary>Names, or the defaults for those left out.</summary>
    /// <exception cref="RequestException">A name is unknown, or the two do not go together.</exception>
    public static FluxSampling Of(string? sampler, string? schedule)
    {
        var named = new FluxSampling(sampler ?? "euler", schedule ?? "even");
        if (!Samplers.Contains(named.Sampler))
            throw new RequestException($"sampler '{sampler}' was given; allowed for this model: {string.Join(", ", Samplers)}.");
        if (!Spacings.ContainsKey(named.Schedule))
            throw new RequestException($"schedule '{schedule}' was given; allowed for this model: {string.Join(", ", Schedules)}.");
        if (named.Sampler is "dpm++2m" or "unipc" && named.Schedule != "even")
            throw new RequestException($"schedule '{schedule}' was given; allowed with sampler {named.Sampler}: even.");
        return named;
    }

    /// <summary>A walk of some steps.</summary>
    /// <param name="flow">The model's levels.</param>
    /// <param name="steps">At least 1.</param>
    /// <param name="tokens">Tokens of the picture.</param>
    public FluxWalk Walk(FlowMatchOptions flow, int steps, long tokens)
    {
        if (Sampler is "euler" or "heun")
        {
            var schedule = FlowMatchSchedule.Even(flow with { Spacing = Schedule == "even" ? flow.Spacing : Spacings[Schedule] }, steps, tokens);
            if (Sampler == "euler")
                return new(new FlowMatchEuler(schedule), schedule.Sigmas);
            var heun = new FlowMatchHeun(schedule);
            return new(heun, heun.Schedule.Sigmas);
        }

        var shift = flow.DynamicShift ? Math.Exp(flow.Mu(tokens)) : flow.Shift;
        SolverSampler solver = Sampler == "unipc"
            ? new UniPcSampler(new() { Prediction = PredictionType.Flow, FlowSigmas = true, FlowShift = shift }, steps)
            : new DpmMultistepSampler(new() { Prediction = PredictionType.Flow, FlowSigmas = true, FlowShift = shift }, steps);
        return new(solver, [.. solver.Sigmas.Select(s => (float)s)]);
    }
}
