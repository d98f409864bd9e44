using Atelier.Torch;
using Atelier.Torch.Verification;
using Atelier.Training.Schedules;

namespace Atelier.Training.Verification;

/// <summary>Learning rates over the steps of a run.</summary>
public sealed class ScheduleCases : ICaseRunner
{
    /// <inheritdoc/>
    public bool Knows(GoldenCase golden) => golden.HasOutput("lr") && golden.Config.TryGetProperty("base_lr", out _);

    /// <inheritdoc/>
    public void Run(GoldenCase golden, CaseReport report)
    {
        var schedule = ReferenceOptions.Read<LearningRateSchedule>(golden.Config.GetProperty("arguments"));
        if (Named(golden.Config.GetProperty("function").GetString()!) is { } name)
            schedule = schedule with { Name = name };
        var rate = golden.Config.GetProperty("base_lr").GetDouble();
        var steps = golden.Config.GetProperty("steps").GetInt32();
        report.Check("lr", Tensor.From([.. Enumerable.Range(0, steps).Select(i => schedule.Rate(i, rate, steps))], steps));
    }

    private static string? Named(string function) => function switch
    {
        "get_scheduler" => null,
        "get_wsd_schedule" => "warmup_stable_decay",
        "get_cosine_with_min_lr_schedule_with_warmup" => "cosine_with_min_lr",
        "get_cosine_with_hard_restarts_schedule_with_warmup" => "cosine_with_restarts",
        "get_polynomial_decay_schedule_with_warmup" => "polynomial",
        "get_piecewise_constant_schedule" => "piecewise_constant",
        "get_constant_schedule_with_warmup" => "constant_with_warmup",
        "get_constant_schedule" => "constant",
        "get_linear_schedule_with_warmup" => "linear",
        "get_cosine_schedule_with_warmup" => "cosine",
        "get_inverse_sqrt_schedule" => "inverse_sqrt",
        var other => other,
    };
}
