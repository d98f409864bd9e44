using System.Text.Json;
using Atelier.Diffusion.FlowMatching;
using Atelier.Models.Flux;
using Atelier.Torch;
using Atelier.Torch.Verification;

namespace Atelier.Systems.OminiControl2.Verification;

/// <summary>Recorded runs of the sampler with conditions: every answer of the network, the latents after every step, the assembled tokens.</summary>
public sealed class ConditionedGenerationCases : ICaseRunner
{
    private static readonly string[] Arguments =
        ["rows", "cols", "steps", "scheduler", "guidance_scale", "image_guidance_scale", "kv_cache", "latent_mask_col_row", "main_adapter"];

    /// <inheritdoc/>
    public bool Knows(GoldenCase golden) => golden.Component == "generate (OminiControl pipeline)";

    /// <inheritdoc/>
    public void Run(GoldenCase golden, CaseReport report)
    {
        using var noGrad = new NoGrad();
        ConditionedCall.RequireKnown(golden, Arguments, "adapter", "is_complement", "latent_mask_col_row");
        using var given = new ConditionedCase(golden);
        var call = golden.Call;
        var (rows, columns) = (call.GetProperty("rows").GetInt32(), call.GetProperty("cols").GetInt32());
        var guidance = call.Number("image_guidance_scale") ?? 1;
        var settings = (call.Flag("kv_cache") ? ConditionSettings.Reuse : new()) with { MainAdapters = given.Main };

        var (x, positions) = (golden.Input("noise"), FluxLatents.Positions(rows, columns));
        if (Mask(call) is { } mask)
        {
            var unknown = ConditionPositionCases.Choice(mask, rows, columns);
            (x, positions) = (unknown.Of(x), unknown.OfPositions(positions));
        }

        var conditions = Conditions(golden, given, "");
        using var flux = new ConditionedFlux(given.Network, given.Text, positions, conditions, settings);
        using var black = guidance == 1
            ? null
            : new ConditionedFlux(
                given.Network, given.Text, positions, Conditions(golden, given, "_black"), settings with { Sight = ConditionSight.Everything });
        var guided = black is null ? null : new ImageGuidance(flux, black, guidance);

        var steps = call.GetProperty("steps").GetInt32();
        var schedule = FlowMatchSchedule.Even(FlowMatchOptions.Parse(call.GetProperty("scheduler")), steps, x.Size(1));
        report.Check("sigmas", Tensor.From([.. schedule.Sigmas], schedule.Sigmas.Count));
        report.Check("timesteps", Tensor.From([.. schedule.Timesteps], schedule.Timesteps.Count));
        using var sampler = new FlowMatchEuler(schedule);
        var calls = 0;
        void Answered(Tensor answer) => report.Check($"model_call_{calls++}", answer);
        for (var step = 0; step < steps; step++)
        {
            var sigma = Tensor.Full([x.Size(0)], schedule.Sigmas[step]);
            var velocity = guided?.Velocity(x, sigma, step, Answered) ?? flux.Velocity(x, sigma, step);
            if (guided is null)
                Answered(velocity);
            x = sampler.Step(velocity, step, x).Sample;
            report.Check($"latents_after_{step + 1}", x);
        }

        report.Check("result", Result(call, conditions, x, positions));
    }

    private static Tensor Result(JsonElement call, ImageCondition[] conditions, Tensor x, Tensor positions)
    {
        if (Mask(call) is null)
            return x;
        var known = call.GetProperty("conditions").EnumerateArray()
            .Select((c, i) => (Complement: c.Flag("is_complement"), i))
            .Where(c => c.Complement).Select(c => (conditions[c.i].Tokens, conditions[c.i].Positions));
        return TokenCanvas.Assemble([(x, positions), .. known]);
    }

    private static ImageCondition[] Conditions(GoldenCase golden, ConditionedCase given, string suffix) =>
    [
        .. golden.Call.GetProperty("conditions").EnumerateArray().Select((item, i) =>
        {
            var (rows, columns) = (item.GetProperty("rows").GetInt32(), item.GetProperty("cols").GetInt32());
            var condition = ImageCondition.Grid(
                golden.Input($"cond_{i}{suffix}"), rows, columns, ConditionPositionCases.Placement(item, "position_scale"),
                given.Stack(item.TryGetProperty("adapter", out var name) ? name.GetString() : null));
            return Mask(item) is { } mask ? condition.Keep(ConditionPositionCases.Choice(mask, rows, columns)) : condition;
        }),
    ];

    private static JsonElement? Mask(JsonElement json) =>
        json.TryGetProperty("latent_mask_col_row", out var mask) && mask.ValueKind == JsonValueKind.Array ? mask : null;
}
