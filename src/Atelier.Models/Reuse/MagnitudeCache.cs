using Atelier.Torch;

namespace Atelier.Models.Reuse;

/// <summary>Adds the change of the last full step instead of running the blocks, while a measured law says that it keeps its size.</summary>
/// <remarks>(Ma et al. 2025, arXiv 2506.09045: MagCache.)</remarks>
/// <param name="ratios">Size of the change at each step over that at the step before, as measured for the network; one per step.</param>
/// <param name="threshold">Largest error that may add up, at least 0.</param>
/// <param name="longest">Most steps in a row without running the blocks.</param>
/// <param name="retention">Share of the first steps that always run, 0 to 1.</param>
public sealed class MagnitudeCache(IReadOnlyList<double> ratios, double threshold = 0.06, int longest = 3, double retention = 0.2) : FeatureCache
{
    private readonly int _free = (int)((retention * ratios.Count) + 0.5);
    private Tensor? _change;
    private double _ratio = 1;
    private double _error;
    private int _run;
    private int _step;

    /// <summary>What was measured for FLUX.1 at 28 steps, and given by the authors.</summary>
    public static IReadOnlyList<double> FluxRatios { get; } =
    [
        1.0, 1.21094, 1.11719, 1.07812, 1.0625, 1.03906, 1.03125, 1.03906, 1.02344, 1.03125, 1.02344, 0.98047, 1.01562, 1.00781,
        1.0, 1.00781, 1.0, 1.00781, 1.0, 1.0, 0.99609, 0.99609, 0.98047, 0.98828, 0.96484, 0.95703, 0.93359, 0.89062,
    ];

    /// <summary>Ratios for another number of steps: those of the nearest ones.</summary>
    public static IReadOnlyList<double> Resampled(IReadOnlyList<double> ratios, int steps)
    {
        if (steps == ratios.Count)
            return ratios;
        if (steps == 1)
            return [ratios[^1]];
        var scale = (float)(ratios.Count - 1) / (steps - 1);
        return [.. Enumerable.Range(0, steps).Select(i => ratios[(int)MathF.Round(i * scale)])];
    }

    internal override Tensor[] Blocks(Tensor[] tokens, int output, Func<Tensor[], Tensor[]> first, Func<Tensor[], Tensor[]> rest)
    {
        var takes = Takes();
        _step++;
        if (takes)
        {
            Reused++;
            Tensor[] moved = [.. tokens];
            moved[output] = tokens[output] + _change!;
            return moved;
        }

        Computed++;
        var before = tokens[output];
        var result = rest(first([.. tokens]));
        LetGo(_change);
        _change = Keep(result[output] - before);
        return result;
    }

    private bool Takes()
    {
        if (_step < _free)
            return false;
        _ratio *= _step < ratios.Count ? ratios[_step] : 1;
        _run++;
        _error += Math.Abs(1 - _ratio);
        if (_change is not null && _error <= threshold && _run <= longest)
            return true;
        (_ratio, _error, _run) = (1, 0, 0);
        return false;
    }
}
