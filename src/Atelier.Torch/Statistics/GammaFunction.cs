namespace Atelier.Torch.Statistics;

/// <summary>The gamma function.</summary>
public static class GammaFunction
{
    /// <summary>Its value.</summary>
    /// <param name="x">Above 0.</param>
    public static double Value(double x) => Math.Exp(Log(x));

    /// <summary>Its natural logarithm, to about 14 digits.</summary>
    /// <param name="x">Above 0.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="x"/> is 0 or below.</exception>
    public static double Log(double x)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(x);
        // Stirling's series, after shifting the argument above 10.
        var shift = 0.0;
        for (; x < 10; x++)
            shift += Math.Log(x);
        var inverse = 1 / (x * x);
        var series = (1 / 12.0 - inverse * (1 / 360.0 - inverse * (1 / 1260.0 - inverse * (1 / 1680.0 - inverse / 1188)))) / x;
        return (x - 0.5) * Math.Log(x) - x + 0.5 * Math.Log(2 * Math.PI) + series - shift;
    }
}
