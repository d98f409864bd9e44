namespace Atelier.Diffusion.Grids;

/// <summary>The tables of a <see cref="NoiseSchedule"/> made in single precision, as released models were trained and sampled.</summary>
/// <remarks>
/// Where levels become whole timesteps, or the last alphas are all but 0, the roundings of the reference decide the result: the order of its operations is kept here.
/// </remarks>
internal static class SingleNoise
{
    /// <summary>Cumulative alphas; the product itself is in double precision, each value is rounded.</summary>
    public static double[] CumulativeAlphas(NoiseSchedule noise)
    {
        var alphas = Product(Array.ConvertAll(Betas(noise), b => 1f - b));
        if (noise.SnrShift != 1)
        {
            var shift = (float)noise.SnrShift;
            alphas = Array.ConvertAll(alphas, a => a / (shift + (1 - shift) * a));
        }

        if (noise.ZeroTerminalSnr)
            alphas = noise.SnrShift == 1 ? ByBetas(EndingAtZero(alphas)) : EndingAtZero(alphas);
        return Array.ConvertAll(alphas, a => (double)a);
    }

    private static float[] Betas(NoiseSchedule noise)
    {
        var count = noise.TrainTimesteps;
        return noise switch
        {
            { Betas: { } betas } => [.. betas.Select(b => (float)b)],
            { Curve: BetaCurve.Linear } => Linear((float)noise.BetaStart, (float)noise.BetaEnd, count),
            { Curve: BetaCurve.ScaledLinear } => Array.ConvertAll(Linear((float)Math.Sqrt(noise.BetaStart), (float)Math.Sqrt(noise.BetaEnd), count), b => b * b),
            _ => Array.ConvertAll(noise.Curved(), b => (float)b),
        };
    }

    // From both ends to the middle, so that both are met.
    private static float[] Linear(float start, float end, int count)
    {
        var step = count > 1 ? (end - start) / (count - 1) : 0;
        var points = new float[count];
        for (var i = 0; i < count; i++)
            points[i] = i < count / 2 ? MathF.FusedMultiplyAdd(step, i, start) : MathF.FusedMultiplyAdd(-step, count - 1 - i, end);
        return points;
    }

    private static float[] Product(float[] factors)
    {
        var product = 1.0;
        return Array.ConvertAll(factors, f => (float)(product *= f));
    }

    private static float[] EndingAtZero(float[] alphas)
    {
        var (first, last) = (MathF.Sqrt(alphas[0]), MathF.Sqrt(alphas[^1]));
        var scale = first / (first - last);
        return Array.ConvertAll(alphas, a =>
        {
            var moved = (MathF.Sqrt(a) - last) * scale;
            return moved * moved;
        });
    }

    // By way of the betas, where 1 - (1 - alpha) rounds once more.
    private static float[] ByBetas(float[] cumulative)
    {
        var factors = new float[cumulative.Length];
        for (var i = 0; i < factors.Length; i++)
            factors[i] = 1 - (1 - (i == 0 ? cumulative[0] : cumulative[i] / cumulative[i - 1]));
        return Product(factors);
    }
}
