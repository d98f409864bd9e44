using Atelier.Torch;

namespace Atelier.Diffusion.Guidance;

/// <summary>Rebuilds the negative answer of guidance from the positive one, by the difference of the last step that had both.</summary>
/// <remarks>Lossy. The long and the short waves of the difference grow on their own. (Lv et al. 2024, arXiv 2410.19355: FasterCache, equations 9 to 11.)</remarks>
public sealed class GuidanceCache : IDisposable
{
    private Tensor? _long;
    private Tensor? _short;
    private double _longFactor = 1;
    private double _shortFactor = 1;
    private int _calls;

    /// <summary>Calls from one with both answers to the next, at least 1.</summary>
    public int Every { get; init; } = 5;

    /// <summary>Timesteps, both ends left out, between which the negative answer may be rebuilt.</summary>
    public (double Low, double High) Range { get; init; } = (-1, 641);

    /// <summary>Timesteps, both ends left out, between which long waves grow.</summary>
    public (double Low, double High) LongRange { get; init; } = (99, 901);

    /// <summary>Timesteps, both ends left out, between which short waves grow.</summary>
    public (double Low, double High) ShortRange { get; init; } = (-1, 301);

    /// <summary>What long waves grow by at each rebuilt step.</summary>
    public double LongGrowth { get; init; } = 1.1;

    /// <summary>What short waves grow by at each rebuilt step.</summary>
    public double ShortGrowth { get; init; } = 1.1;

    /// <summary>True where the next call needs the positive answer only.</summary>
    /// <param name="timestep">0 (clean) to 1000 (noise).</param>
    public bool Rebuilds(double timestep) => _long is not null && _calls > 0 && Inside(Range, timestep) && _calls % Every != 0;

    /// <summary>Takes note of a step with both answers.</summary>
    /// <param name="negative">[.., H, W]: waves are those of the last two dimensions.</param>
    /// <param name="positive">As negative.</param>
    public void Remember(Tensor negative, Tensor positive)
    {
        Free();
        using var scope = Tensor.Scope();
        var difference = negative.Float() - positive.Float();
        var low = LowFrequencies.Of(difference, (int)Math.Min(difference.Size(-2), difference.Size(-1)) / 5);
        (_long, _short, _longFactor, _shortFactor) = (low.Detach().Detached(), (difference - low).Detach().Detached(), 1, 1);
        _calls++;
    }

    /// <summary>The negative answer of a step that has the positive one only.</summary>
    /// <param name="positive">[.., H, W].</param>
    /// <param name="timestep">0 (clean) to 1000 (noise).</param>
    /// <exception cref="InvalidOperationException">No step with both answers came before.</exception>
    public Tensor Rebuild(Tensor positive, double timestep)
    {
        if (_long is null)
            throw new InvalidOperationException("There was no step with both answers yet.");
        _longFactor *= Inside(LongRange, timestep) ? LongGrowth : 1;
        _shortFactor *= Inside(ShortRange, timestep) ? ShortGrowth : 1;
        _calls++;
        return (positive.Float() + (_long * _longFactor) + (_short! * _shortFactor)).To(positive.Type);
    }

    /// <summary>Frees what is kept.</summary>
    public void Dispose() => Free();

    private void Free()
    {
        _long?.Dispose();
        _short?.Dispose();
        (_long, _short) = (null, null);
    }

    private static bool Inside((double Low, double High) range, double timestep) => timestep > range.Low && timestep < range.High;
}
