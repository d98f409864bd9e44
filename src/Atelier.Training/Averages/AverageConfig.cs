namespace Atelier.Training.Averages;

/// <summary>How fast an exponential average of the weights forgets. Keys are those of diffusers' <c>EMAModel</c>.</summary>
public sealed record AverageConfig
{
    /// <summary>Share of the average that an update keeps, at most; in [0, 1).</summary>
    public double Decay { get; init; } = 0.9999;

    /// <summary>Share that an update keeps at least, once it keeps anything.</summary>
    public double MinDecay { get; init; }

    /// <summary>Updates before this one copy the weights.</summary>
    public long UpdateAfterStep { get; init; }

    /// <summary>Lets the decay rise as 1 - (1 + n / inv_gamma)^-power instead of (1 + n) / (10 + n).</summary>
    public bool UseEmaWarmup { get; init; }

    /// <summary>Time scale of the rise.</summary>
    public double InvGamma { get; init; } = 1;

    /// <summary>Exponent of the rise.</summary>
    public double Power { get; init; } = 2.0 / 3;

    /// <summary>Which formula: <c>diffusers</c>, or <c>torch_ema</c>, whose first update mixes instead of copying.</summary>
    public string Kind { get; init; } = "diffusers";

    /// <summary>False keeps <see cref="Decay"/> from the first update on; torch_ema only.</summary>
    public bool UseNumUpdates { get; init; } = true;

    /// <summary>Share of the average that the update with this number keeps.</summary>
    /// <param name="update">Counts from 1.</param>
    /// <exception cref="ArgumentException">The kind is unknown.</exception>
    public double DecayAt(long update) => Kind switch
    {
        "torch_ema" => UseNumUpdates ? Math.Min(Decay, (1.0 + update) / (10 + update)) : Decay,
        "diffusers" => Diffusers(Math.Max(0, update - UpdateAfterStep - 1)),
        _ => throw new ArgumentException($"The kind of average is '{Kind}'; allowed: diffusers, torch_ema."),
    };

    private double Diffusers(long step)
    {
        if (step <= 0)
            return 0;
        var rising = UseEmaWarmup ? 1 - Math.Pow(1 + step / InvGamma, -Power) : (1.0 + step) / (10 + step);
        return Math.Max(Math.Min(rising, Decay), MinDecay);
    }
}
