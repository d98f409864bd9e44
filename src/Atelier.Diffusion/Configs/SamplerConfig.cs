using System.Text.Json;
using Atelier.Diffusion.Samplers;

namespace Atelier.Diffusion.Configs;

/// <summary>A model's <c>scheduler_config.json</c>: makes the sampler that it names, or another one over the same noise.</summary>
public sealed class SamplerConfig
{
    private static readonly Dictionary<string, Func<JsonElement, int, SamplerTuning, Sampler>> Makers = new(StringComparer.Ordinal)
    {
        ["DDIMScheduler"] = (c, n, t) => new DdimSampler(
            new DdimOptions { Eta = t.Eta, NoiseFromClipped = t.NoiseFromClipped }.With(c, SamplerDefaults.Jump), n),
        ["DDIMInverseScheduler"] = (c, n, _) => new DdimInverseSampler(new SamplerOptions().With(c, SamplerDefaults.Jump), n),
        ["DDPMScheduler"] = (c, n, _) => new DdpmSampler(new DdpmOptions { Variance = Variance(c) }.With(c, SamplerDefaults.Jump), n),
        ["PNDMScheduler"] = (c, n, _) => new PndmSampler(new PndmOptions { SkipRungeKutta = c.Flag("skip_prk_steps") }.With(c, SamplerDefaults.Pndm), n),
        ["LCMScheduler"] = (c, n, _) => new LcmSampler(Lcm(c), n),
        ["LMSDiscreteScheduler"] = (c, n, t) => new LmsSampler(new SamplerOptions().With(c, SamplerDefaults.Level), n, t.LmsOrder),
        ["EulerDiscreteScheduler"] = (c, n, t) => new EulerSampler(Euler(c, t), n),
        ["EulerAncestralDiscreteScheduler"] = (c, n, _) => new EulerAncestralSampler(new SamplerOptions().With(c, SamplerDefaults.Level), n),
        ["HeunDiscreteScheduler"] = (c, n, _) => new HeunSampler(new SamplerOptions().With(c, SamplerDefaults.Heun), n),
        ["DPMSolverMultistepScheduler"] = (c, n, _) => new DpmMultistepSampler(Dpm(c, lowerOrderFinal: true), n),
        ["DPMSolverSinglestepScheduler"] = (c, n, _) => new DpmSinglestepSampler(Dpm(c, lowerOrderFinal: false), n),
        ["DEISMultistepScheduler"] = (c, n, _) => new DeisSampler(new SolverOptions().WithSolver(c), n),
        ["UniPCMultistepScheduler"] = (c, n, _) => new UniPcSampler(UniPc(c), n),
        ["CogVideoXDDIMScheduler"] = (c, n, _) => new DdimSampler(new DdimOptions().With(c, SamplerDefaults.CogVideo) with { ClipRange = null }, n),
        ["CogVideoXDPMScheduler"] = (c, n, _) => new CogVideoDpmSampler(new SamplerOptions().With(c, SamplerDefaults.CogVideo), n),
    };

    private readonly JsonElement _json;

    /// <summary>Takes the fields of a configuration.</summary>
    /// <param name="json">An object; fields of other samplers are passed over, those of none are an error.</param>
    /// <param name="className">The scheduler class; null takes <c>_class_name</c>.</param>
    /// <exception cref="NotSupportedException">The class is unknown, or a field is that says something.</exception>
    public SamplerConfig(JsonElement json, string? className = null)
    {
        ClassName = Known(className ?? json.Word("_class_name", ""));
        SchedulerFields.Require(json);
        _json = json.Clone();
    }

    /// <summary>The scheduler classes that are known.</summary>
    public static IReadOnlyCollection<string> ClassNames => Makers.Keys;

    /// <summary>The scheduler class of the configuration.</summary>
    public string ClassName { get; }

    /// <summary>Reads a <c>scheduler_config.json</c>.</summary>
    public static SamplerConfig Open(string path)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(path));
        return new(document.RootElement);
    }

    /// <summary>The same noise and prediction for another scheduler class.</summary>
    public SamplerConfig As(string className) => new(_json, className);

    /// <summary>A walk of some steps.</summary>
    /// <param name="steps">At least 1.</param>
    /// <param name="tuning">What the caller chooses.</param>
    /// <exception cref="NotSupportedException">The configuration asks for something that the sampler does not have.</exception>
    public Sampler Create(int steps, SamplerTuning? tuning = null) => Makers[ClassName](_json, steps, tuning ?? new());

    private static string Known(string name) => Makers.ContainsKey(name)
        ? name
        : throw new NotSupportedException($"Scheduler class '{name}' is unknown; known are {string.Join(", ", Makers.Keys)}.");

    private static VarianceType Variance(JsonElement config) => config.Choice(
        "variance_type", "fixed_small", ("fixed_small", VarianceType.FixedSmall), ("fixed_small_log", VarianceType.FixedSmallLog),
        ("fixed_large", VarianceType.FixedLarge), ("fixed_large_log", VarianceType.FixedLarge), ("learned", VarianceType.Learned), ("learned_range", VarianceType.LearnedRange));

    private static EulerOptions Euler(JsonElement config, SamplerTuning tuning) => new EulerOptions
    {
        Churn = tuning.Churn,
        ChurnMin = tuning.ChurnMin,
        ChurnMax = tuning.ChurnMax,
        ChurnNoise = tuning.ChurnNoise,
        LogLinear = config.Choice("interpolation_type", "linear", ("linear", false), ("log_linear", true)),
        ContinuousTimesteps = config.Choice("timestep_type", "discrete", ("discrete", false), ("continuous", true)),
    }.With(config, SamplerDefaults.Level);

    private static LcmOptions Lcm(JsonElement config) => new LcmOptions
    {
        OriginalSteps = config.Integer("original_inference_steps", 50),
        TimestepScaling = config.Number("timestep_scaling", 10),
    }.With(config, SamplerDefaults.Lcm);

    private static DpmSolverOptions Dpm(JsonElement config, bool lowerOrderFinal) => new DpmSolverOptions
    {
        LowerOrderFinal = lowerOrderFinal,
        Algorithm = config.Choice(
            "algorithm_type", "dpmsolver++", ("dpmsolver++", DpmAlgorithm.DataPrediction), ("dpmsolver", DpmAlgorithm.NoisePrediction),
            ("sde-dpmsolver++", DpmAlgorithm.StochasticDataPrediction), ("sde-dpmsolver", DpmAlgorithm.StochasticNoisePrediction),
            ("deis", DpmAlgorithm.DataPrediction)),
        Solver = config.Choice(
            "solver_type", "midpoint", ("midpoint", DpmSolverType.Midpoint), ("heun", DpmSolverType.Heun),
            ("logrho", DpmSolverType.Midpoint), ("bh1", DpmSolverType.Midpoint), ("bh2", DpmSolverType.Midpoint)),
        EulerAtFinal = config.Flag("euler_at_final"),
        LuLambdas = config.Flag("use_lu_lambdas"),
        LearnedVariance = config.Word("variance_type", "") is "learned" or "learned_range",
    }.WithSolver(config);

    private static UniPcOptions UniPc(JsonElement config) => new UniPcOptions
    {
        Solver = config.Choice(
            "solver_type", "bh2", ("bh2", UniPcSolverType.Bh2), ("bh1", UniPcSolverType.Bh1),
            ("midpoint", UniPcSolverType.Bh2), ("heun", UniPcSolverType.Bh2), ("logrho", UniPcSolverType.Bh2)),
        PredictData = config.Flag("predict_x0", true),
        UncorrectedSteps = [.. (config.Numbers("disable_corrector") ?? []).Select(v => (int)v)],
        ShiftTerminal = config.Number("shift_terminal"),
    }.WithSolver(config);
}
