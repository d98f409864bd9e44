namespace Atelier.Torch.Statistics;

/// <summary>The standard normal distribution.</summary>
public static class NormalDistribution
{
    /// <summary>The probability of a value farther from 0 than <paramref name="z"/>, on either side.</summary>
    public static double Beyond(double z)
    {
        z = Math.Abs(z);
        return z < 3 ? 1 - Within(z) : Tails(z);
    }

    /// <summary>The probability below <paramref name="x"/>.</summary>
    public static double Cumulative(double x) => x > 0 ? 1 - Beyond(x) / 2 : Beyond(x) / 2;

    /// <summary>The value with probability <paramref name="p"/> below it.</summary>
    /// <param name="p">Above 0 and below 1.</param>
    public static double Quantile(double p)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(p);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(p, 1);
        var (low, high) = (-40.0, 40.0);
        while (true)
        {
            var middle = low + (high - low) / 2;
            if (middle == low || middle == high)
                return middle;
            if (Cumulative(middle) < p)
                low = middle;
            else
                high = middle;
        }
    }

    // The series 2 phi(z) (z + z^3/3 + z^5/15 + ..).
    private static double Within(double z)
    {
        var (sum, term) = (z, z);
        for (var i = 3; Math.Abs(term) > 1e-17 * sum; i += 2)
        {
            term *= z * z / i;
            sum += term;
        }

        return 2 * Density(z) * sum;
    }

    // The continued fraction 2 phi(z) / (z + 1/(z + 2/(z + ..))), from its far end.
    private static double Tails(double z)
    {
        var fraction = z;
        for (var k = 200; k > 0; k--)
            fraction = z + k / fraction;
        return 2 * Density(z) / fraction;
    }

    private static double Density(double z) => Math.Exp(-z * z / 2) / Math.Sqrt(2 * Math.PI);
}
