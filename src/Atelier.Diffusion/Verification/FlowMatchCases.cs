using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Atelier.Diffusion.Configs;
using Atelier.Diffusion.FlowMatching;
using Atelier.Diffusion.Grids;
using Atelier.Torch;
using Atelier.Torch.Verification;

namespace Atelier.Diffusion.Verification;

/// <summary>Repeats recorded cases of the flow-matching schedulers: tables, walks, noising.</summary>
public sealed partial class FlowMatchCases : ICaseRunner
{
    private const string Heun = "FlowMatchHeunDiscreteScheduler";

    /// <inheritdoc/>
    public bool Knows(GoldenCase golden) => golden.Component is "FlowMatchEulerDiscreteScheduler" or Heun or "calculate_shift";

    /// <inheritdoc/>
    public void Run(GoldenCase golden, CaseReport report)
    {
        if (golden.Component == "calculate_shift")
            Mu(golden, report);
        else if (golden.Call.Field("tables") is { } tables)
            Tables(golden, tables, report);
        else
            Walk(golden, report);
    }

    private static void Mu(GoldenCase golden, CaseReport report)
    {
        var options = FlowMatchOptions.Parse(golden.Config);
        var tokens = golden.Input("tokens").To(ScalarType.Float64).ToArray<double>();
        report.Check("mu", Tensor.From(Array.ConvertAll(tokens, options.Mu), tokens.Length));
    }

    private static void Tables(GoldenCase golden, JsonElement tables, CaseReport report)
    {
        var options = FlowMatchOptions.Parse(golden.Config);
        foreach (var table in tables.EnumerateObject())
        {
            var schedule = table.Value.ValueKind == JsonValueKind.Null ? FlowMatchSchedule.Training(options) : Schedule(options, table.Value);
            if (golden.Component == Heun && table.Value.ValueKind != JsonValueKind.Null)
                schedule = schedule.Doubled();
            CheckTable(golden, report, schedule, $"{table.Name}.");
        }
    }

    private static void Walk(GoldenCase golden, CaseReport report)
    {
        var schedule = Schedule(FlowMatchOptions.Parse(golden.Config), golden.Call.GetProperty("set_timesteps"));
        using ISampler sampler = golden.Component == Heun ? new FlowMatchHeun(schedule) : new FlowMatchEuler(schedule);
        CheckTable(golden, report, golden.Component == Heun ? schedule.Doubled() : schedule, "");
        if (golden.HasOutput("states"))
            report.Check("states", States(golden, sampler));
        if (golden.HasOutput("next"))
            report.Check("next", ((FlowMatchEuler)sampler).StepPerToken(
                golden.Input("v"), golden.Input("per_token_timesteps"), golden.Input("x"), Noise(golden)));
        if (golden.HasInput("clean"))
            AddNoise(golden, report, schedule);
    }

    private static Tensor States(GoldenCase golden, ISampler sampler)
    {
        var x = golden.Input("x");
        var noise = Noise(golden);
        var velocity = golden.HasInput("v") ? (_, _) => golden.Input("v") : Velocity(golden.Call.Word("velocity", ""));
        var states = new Tensor[sampler.Timesteps.Count];
        for (var i = 0; i < states.Length; i++)
            states[i] = x = sampler.Step(velocity(x, sampler.Timesteps[i]), i, x, noise).Sample;
        return Tensor.Stack(states);
    }

    private static void AddNoise(GoldenCase golden, CaseReport report, FlowMatchSchedule schedule)
    {
        var (clean, noise, begin) = (golden.Input("clean"), golden.Input("noise"), golden.Call.Integer("begin_index", 0));
        if (golden.HasOutput("free"))
            report.Check("free", schedule.AddNoise(clean, noise, golden.Input("timesteps").ToFloats()));
        if (golden.HasOutput("started"))
            report.Check("started", schedule.AddNoise(clean, noise, begin));
        if (golden.HasOutput("stepped"))
            report.Check("stepped", schedule.AddNoise(clean, noise, begin + 1));
    }

    private static void CheckTable(GoldenCase golden, CaseReport report, FlowMatchSchedule schedule, string prefix)
    {
        if (golden.HasOutput($"{prefix}sigmas"))
            report.Check($"{prefix}sigmas", Tensor.From([.. schedule.Sigmas], schedule.Sigmas.Count));
        if (golden.HasOutput($"{prefix}timesteps"))
            report.Check($"{prefix}timesteps", Tensor.From([.. schedule.Timesteps], schedule.Timesteps.Count));
    }

    private static NoiseSource? Noise(GoldenCase golden) =>
        golden.OptionalInput("noises") is { } noises ? NoiseSource.Given(noises.Unbind(0)) : null;

    private static FlowMatchSchedule Schedule(FlowMatchOptions options, JsonElement call)
    {
        CaseFields.RequireKnown(call, "set_timesteps", "steps", "tokens", "linspace", "mu", "sigmas", "timesteps");
        var steps = call.Integer("steps", 0);
        var mu = call.Number("mu") ?? (call.Number("tokens") is { } tokens ? options.Mu(tokens) : null);
        var timesteps = call.Numbers("timesteps");
        if (call.Numbers("sigmas") is { } sigmas)
            return FlowMatchSchedule.FromSigmas(options, sigmas, mu, timesteps);
        if (call.Flag("linspace"))
            return FlowMatchSchedule.FromSigmas(options, SigmaGrid.Linear(1, 1.0 / steps, steps), mu, timesteps);
        return timesteps is not null ? FlowMatchSchedule.FromTimesteps(options, timesteps, mu) : FlowMatchSchedule.Default(options, steps, mu);
    }

    private static Func<Tensor, double, Tensor> Velocity(string formula)
    {
        var match = VelocityFormula().Match(formula);
        if (!match.Success)
            throw new NotSupportedException($"velocity '{formula}' is not of the form tanh(a * x + b * timestep / c).");
        double Part(int group) => double.Parse(match.Groups[group].ValueSpan, CultureInfo.InvariantCulture);
        var (a, b, c) = (Part(1), Part(2), Part(3));
        return (x, t) => (a * x + b * t / c).Tanh();
    }

    [GeneratedRegex(@"tanh\(\s*([-+.\deE]+) \* x \+ ([-+.\deE]+) \* timestep / ([.\deE+]+)\)")]
    private static partial Regex VelocityFormula();
}
