namespace Atelier.Models.Conversion.Loras;

/// <summary>How many singular values of a change stay.</summary>
/// <param name="Rank">At most so many.</param>
/// <param name="Energy">Fewer where they hold this share of the sum of the squares of all, 0..1.</param>
public sealed record RankChoice(int Rank = int.MaxValue, double Energy = 1)
{
    /// <summary>The number for a change, at least 1.</summary>
    /// <param name="values">Its singular values, the largest first.</param>
    /// <param name="total">The sum of the squares of all, also of those not given.</param>
    /// <exception cref="ArgumentException">The rank is less than 1, or the share not within 0..1.</exception>
    internal int Of(ReadOnlySpan<float> values, double total)
    {
        if (Rank < 1)
            throw new ArgumentException($"A rank is 1 or more; {Rank} was given.");
        if (Energy is not (> 0 and <= 1))
            throw new ArgumentException($"The share that stays is above 0 and at most 1; {Energy} was given.");
        var (most, sum) = (Math.Min(Rank, values.Length), 0.0);
        for (var i = 0; i < most && Energy < 1; i++)
        {
            sum += (double)values[i] * values[i];
            if (sum >= Energy * total)
                return i + 1;
        }

        return most;
    }
}
