using System.Text.Json;
using Atelier.Training.Averages;
using Atelier.Training.Optimizers;
using Atelier.Training.Schedules;

namespace Atelier.Training.Runs;

/// <summary>Everything that decides what a run does; a JSON file with snake_case keys.</summary>
public sealed record TrainingConfig
{
    /// <summary>What is trained: <c>{"type": NAME, ...}</c> with that task's own settings.</summary>
    public required JsonElement Task { get; init; }

    /// <summary>Where all random draws and the order of the data come from.</summary>
    public ulong Seed { get; init; }

    /// <summary><c>cpu</c>, <c>cuda</c> or <c>cuda:N</c>.</summary>
    public string Device { get; init; } = "cpu";

    /// <summary>Threads of an operator on the CPU; null takes libtorch's choice.</summary>
    public int? Threads { get; init; }

    /// <summary>Type of matrix products and convolutions: <c>fp32</c>, <c>bf16</c>, or <c>auto</c> for the faster one here.</summary>
    public string Precision { get; init; } = "auto";

    /// <summary>Samples of one forward pass, 1 or more.</summary>
    public int BatchSize { get; init; } = 32;

    /// <summary>Forward passes of one step, 1 or more; their gradients are averaged.</summary>
    public int Accumulate { get; init; } = 1;

    /// <summary>Steps of the whole run, 1 or more.</summary>
    public required long Steps { get; init; }

    /// <summary>
    /// Time for the whole run, above 0: it ends then whatever its steps, and the schedule follows the clock instead, as if the steps
    /// filled the time. For a borrowed machine; such a run cannot be repeated to the last bit. Null takes the steps alone.
    /// </summary>
    public double? Minutes { get; init; }

    /// <summary>Keeps only the inputs of blocks and computes them again, where the task's network can.</summary>
    public bool GradientCheckpointing { get; init; }

    /// <summary>Largest norm of all gradients together, above 0; null leaves them.</summary>
    public double? ClipNorm { get; init; } = 1;

    /// <summary>Optimisers; each parameter goes to the first that takes it.</summary>
    public required IReadOnlyList<OptimizerConfig> Optimizers { get; init; }

    /// <summary>Factor of all learning rates over the steps.</summary>
    public LearningRateSchedule Schedule { get; init; } = new();

    /// <summary>Averages of the weights; the first one draws samples and is evaluated.</summary>
    public IReadOnlyList<AverageConfig> Averages { get; init; } = [];

    /// <summary>Weights to start from: network name to a file or folder of weights, or to a list of them, whose mean it is.</summary>
    public IReadOnlyDictionary<string, InitialWeights> InitFrom { get; init; } = new Dictionary<string, InitialWeights>();

    /// <summary>Steps that one line of metrics.jsonl averages, 1 or more.</summary>
    public long LogEvery { get; init; } = 20;

    /// <summary>Steps between sample sheets; 0 draws none.</summary>
    public long SampleEvery { get; init; } = 1000;

    /// <summary>Steps between evaluations; 0 makes none.</summary>
    public long EvaluateEvery { get; init; } = 1000;

    /// <summary>Longest time between checkpoints, above 0.</summary>
    public double CheckpointMinutes { get; init; } = 10;

    /// <summary>Checks all numbers.</summary>
    /// <exception cref="SettingException">One is out of range; the message names it.</exception>
    public TrainingConfig Validated()
    {
        Require(Steps >= 1, "steps", Steps, "1 or more");
        Require(Minutes is null or > 0, "minutes", Minutes, "above 0, or null");
        Require(BatchSize >= 1, "batch_size", BatchSize, "1 or more");
        Require(Accumulate >= 1, "accumulate", Accumulate, "1 or more");
        Require(Threads is null or >= 1, "threads", Threads, "1 or more, or null");
        Require(ClipNorm is null or > 0, "clip_norm", ClipNorm, "above 0, or null");
        Require(LogEvery >= 1, "log_every", LogEvery, "1 or more");
        Require(SampleEvery >= 0, "sample_every", SampleEvery, "0 or more");
        Require(EvaluateEvery >= 0, "evaluate_every", EvaluateEvery, "0 or more");
        Require(CheckpointMinutes > 0, "checkpoint_minutes", CheckpointMinutes, "above 0");
        Require(Precision is "auto" or "fp32" or "bf16", "precision", Precision, "auto, fp32 or bf16");
        Require(Optimizers.Count > 0, "optimizers", "empty", "one or more");
        Require(Averages.All(a => a.Decay is >= 0 and < 1), "averages", "outside [0, 1)", "decays in [0, 1)");
        Require(Averages.Select(a => a.Decay).Distinct().Count() == Averages.Count, "averages", "repeated", "different decays");
        // A wrong name of a form shows itself now and not after the warm-up.
        _ = Schedule.Rate(Schedule.NumWarmupSteps, 1, Steps);
        foreach (var average in Averages)
            _ = average.DecayAt(1);
        return this;
    }

    private static void Require(bool holds, string key, object? given, string allowed)
    {
        if (!holds)
            throw new SettingException($"{key} is {given ?? "null"}; allowed: {allowed}.");
    }
}
