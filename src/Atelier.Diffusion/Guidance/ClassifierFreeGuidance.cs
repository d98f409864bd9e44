using Atelier.Torch;

namespace Atelier.Diffusion.Guidance;

/// <summary>Classifier-free guidance: away from the unconditional output, toward the conditional one (Ho and Salimans 2022).</summary>
public sealed record ClassifierFreeGuidance
{
    /// <summary>Strength w of u + w (c - u); 1 is the conditional output alone.</summary>
    public double Scale { get; init; } = 7.5;

    /// <summary>Share, 0 to 1, by which the guided output is scaled back to the spread of the conditional one (Lin et al. 2024, section 3.4).</summary>
    public double Rescale { get; init; }

    /// <summary>Share of the run, 0 to 1, at which guidance begins (Kynkäänniemi et al. 2024).</summary>
    public double Start { get; init; }

    /// <summary>Share of the run, 0 to 1, at which guidance ends; it still acts there.</summary>
    public double End { get; init; } = 1;

    /// <summary>True where a step needs the unconditional output.</summary>
    /// <param name="step">From 0.</param>
    /// <param name="steps">Of the run.</param>
    public bool ActiveAt(int step, int steps)
    {
        var share = steps > 1 ? step / (steps - 1.0) : 0;
        return Scale != 1 && share >= Start && share <= End;
    }

    /// <summary>The guided output.</summary>
    /// <param name="unconditional">[batch, ...].</param>
    /// <param name="conditional">As unconditional.</param>
    public Tensor Combine(Tensor unconditional, Tensor conditional)
    {
        using var scope = Tensor.Scope();
        return scope.Keep(Rescaled(unconditional + Scale * (conditional - unconditional), conditional));
    }

    /// <summary>An output that was guided elsewhere, scaled back to the spread of the conditional one as <see cref="Rescale"/> says.</summary>
    /// <param name="guided">[batch, ...].</param>
    /// <param name="conditional">As guided.</param>
    public Tensor Match(Tensor guided, Tensor conditional)
    {
        using var scope = Tensor.Scope();
        return scope.Keep(Rescaled(guided, conditional));
    }

    private Tensor Rescaled(Tensor guided, Tensor conditional)
    {
        if (Rescale == 0)
            return guided;
        var matched = guided * (Spread(conditional) / Spread(guided));
        return Rescale * matched + (1 - Rescale) * guided;
    }

    private static Tensor Spread(Tensor output) => output.Std([.. Enumerable.Range(1, output.Rank - 1).Select(d => (long)d)], keep: true);
}
