namespace Atelier.Imaging.Resize;

/// <summary>The filters as functions of the distance in output pixels.</summary>
internal sealed record FilterKernel(double Support, Func<double, double> At)
{
    public static FilterKernel Of(ResizeFilter filter) => filter switch
    {
        ResizeFilter.Box => new FilterKernel(0.5, x => x is > -0.5 and <= 0.5 ? 1 : 0),
        ResizeFilter.Bilinear => new FilterKernel(1, x => Math.Max(0, 1 - Math.Abs(x))),
        ResizeFilter.Hamming => new FilterKernel(1, Hamming),
        ResizeFilter.Bicubic => new FilterKernel(2, x => Cubic(x, -0.5)),
        ResizeFilter.Lanczos => new FilterKernel(3, x => x is >= -3 and < 3 ? Sinc(x) * Sinc(x / 3) : 0),
        _ => throw new ArgumentException($"{filter} has no kernel."),
    };

    /// <summary>Keys' cubic with free parameter <paramref name="a"/>.</summary>
    public static double Cubic(double x, double a)
    {
        x = Math.Abs(x);
        return x < 1 ? ((((a + 2) * x) - (a + 3)) * x * x) + 1
            : x < 2 ? (((((x - 5) * x) + 8) * x) - 4) * a
            : 0;
    }

    private static double Hamming(double x)
    {
        x = Math.Abs(x);
        return x >= 1 ? 0 : Sinc(x) * (0.54 + (0.46 * Math.Cos(x * Math.PI)));
    }

    private static double Sinc(double x)
    {
        if (x == 0)
            return 1;
        x *= Math.PI;
        return Math.Sin(x) / x;
    }
}
