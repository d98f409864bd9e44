namespace Atelier.Training.Schedules;

/// <summary>The learning rate over the steps of a run. Names and keys are those of diffusers and transformers.</summary>
/// <remarks>The cosine of the references rises again past its last step, and a warm-up starts at rate 0; both are kept.</remarks>
public sealed record LearningRateSchedule
{
    /// <summary>
    /// constant, constant_with_warmup, linear, cosine, cosine_with_restarts, cosine_with_min_lr, polynomial,
    /// piecewise_constant, inverse_sqrt, warmup_stable_decay or rex.
    /// </summary>
    public string Name { get; init; } = "constant";

    /// <summary>Steps in which the rate rises.</summary>
    public long NumWarmupSteps { get; init; }

    /// <summary>Steps of the whole run; null takes the run's own number.</summary>
    public long? NumTrainingSteps { get; init; }

    /// <summary>Waves of a cosine (half a one is usual), or restarts.</summary>
    public double? NumCycles { get; init; }

    /// <summary>Exponent of a polynomial.</summary>
    public double Power { get; init; } = 1;

    /// <summary>Last rate of a polynomial, absolute.</summary>
    public double LrEnd { get; init; } = 1e-7;

    /// <summary>Lowest rate of a cosine, absolute.</summary>
    public double? MinLr { get; init; }

    /// <summary>Lowest rate of a cosine, as a share of the base rate.</summary>
    public double? MinLrRate { get; init; }

    /// <summary>Pieces of constant rate: <c>factor:until_step,...,last factor</c>.</summary>
    public string StepRules { get; init; } = "1";

    /// <summary>Steps after which an inverse root has fallen to 0.7; null takes the warm-up, or 10,000.</summary>
    public double? Timescale { get; init; }

    /// <summary>Steps at full rate before the decay; null takes what is left.</summary>
    public long? NumStableSteps { get; init; }

    /// <summary>Steps of the decay.</summary>
    public long NumDecaySteps { get; init; }

    /// <summary>Form of the rise before a stable stretch: linear, cosine or 1-sqrt.</summary>
    public string WarmupType { get; init; } = "linear";

    /// <summary>Form of the decay after it: linear, cosine or 1-sqrt.</summary>
    public string DecayType { get; init; } = "cosine";

    /// <summary>Lowest share around a stable stretch.</summary>
    public double MinLrRatio { get; init; }

    /// <summary>The rate in force in a step.</summary>
    /// <param name="step">From 0.</param>
    /// <param name="baseRate">The optimiser's own rate.</param>
    /// <param name="totalSteps">Length of the run, where the schedule names none.</param>
    /// <exception cref="ArgumentException">The name or a form is unknown, or the pieces cannot be read.</exception>
    public double Rate(long step, double baseRate, long totalSteps)
    {
        var total = NumTrainingSteps ?? totalSteps;
        return Name switch
        {
            "constant" => baseRate,
            "piecewise_constant" => baseRate * PiecewiseRules.Factor(StepRules, step),
            "warmup_stable_decay" => baseRate * Stable(step, total),
            _ when step < NumWarmupSteps => baseRate * step / NumWarmupSteps,
            "constant_with_warmup" => baseRate,
            "linear" => baseRate * Math.Max(0, (double)(total - step) / Math.Max(1, total - NumWarmupSteps)),
            "cosine" => baseRate * Math.Max(0, Cosine(Progress(step, total), NumCycles ?? 0.5)),
            "cosine_with_restarts" => baseRate * Restarts(Progress(step, total)),
            "cosine_with_min_lr" => baseRate * CosineWithMinimum(Progress(step, total), baseRate),
            "polynomial" => Polynomial(step, total, baseRate),
            "inverse_sqrt" => baseRate / Math.Sqrt((step + Scale - NumWarmupSteps) / Scale),
            "rex" => baseRate * Rex(Math.Max(0, 1 - Progress(step, total))),
            _ => throw new ArgumentException(
                $"The schedule is '{Name}'; allowed: constant, constant_with_warmup, linear, cosine, cosine_with_restarts, " +
                "cosine_with_min_lr, polynomial, piecewise_constant, inverse_sqrt, warmup_stable_decay, rex."),
        };
    }

    private double Scale => Timescale ?? (NumWarmupSteps > 0 ? NumWarmupSteps : 10_000);

    private static double Rex(double left) => left / (0.5 + 0.5 * left);

    private static double Cosine(double progress, double cycles) => 0.5 * (1 + Math.Cos(Math.PI * 2 * cycles * progress));

    private static double Shape(string type, double rising) => type switch
    {
        "linear" => rising,
        "cosine" => 0.5 * (1 - Math.Cos(Math.PI * rising)),
        "1-sqrt" => 1 - Math.Sqrt(1 - rising),
        _ => throw new ArgumentException($"The form of a rise or decay is '{type}'; allowed: linear, cosine, 1-sqrt."),
    };

    private double Progress(long step, long total) => (double)(step - NumWarmupSteps) / Math.Max(1, total - NumWarmupSteps);

    private double Restarts(double progress) =>
        progress >= 1 ? 0 : Math.Max(0, 0.5 * (1 + Math.Cos(Math.PI * ((NumCycles ?? 1) * progress % 1))));

    private double CosineWithMinimum(double progress, double baseRate)
    {
        var least = MinLrRate ?? (MinLr ?? 0) / baseRate;
        return Math.Max(0, Cosine(progress, NumCycles ?? 0.5) * (1 - least) + least);
    }

    private double Polynomial(long step, long total, double baseRate) => step > total
        ? LrEnd
        : (baseRate - LrEnd) * Math.Pow(1 - Progress(step, total), Power) + LrEnd;

    private double Stable(long step, long total)
    {
        var stable = NumStableSteps ?? total - NumWarmupSteps - NumDecaySteps;
        var decayed = step - NumWarmupSteps - stable;
        if (step >= NumWarmupSteps && decayed < 0)
            return 1;
        if (decayed >= NumDecaySteps)
            return MinLrRatio;
        var factor = step < NumWarmupSteps
            ? Shape(WarmupType, (double)step / Math.Max(1, NumWarmupSteps))
            : DecayType == "cosine"
                ? Cosine((double)decayed / Math.Max(1, NumDecaySteps), NumCycles ?? 0.5)
                : DecayType == "1-sqrt" ? 1 - Math.Sqrt((double)decayed / Math.Max(1, NumDecaySteps))
                : Shape(DecayType, 1 - (double)decayed / Math.Max(1, NumDecaySteps));
        return Math.Max(0, factor * (1 - MinLrRatio) + MinLrRatio);
    }
}
