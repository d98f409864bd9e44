namespace Atelier.Imaging;

/// <summary>CIE XYZ and L*a*b* (D65, 2 degree observer) of sRGB colours, with scikit-image's constants.</summary>
public static class CieLab
{
    private const double WhiteX = 0.95047, WhiteZ = 1.08883;
    private const double Threshold = 0.008856, InverseThreshold = 0.2068966, Slope = 7.787;

    private static readonly double[,] ToXyz =
    {
        { 0.412453, 0.357580, 0.180423 },
        { 0.212671, 0.715160, 0.072169 },
        { 0.019334, 0.119193, 0.950227 },
    };

    private static readonly double[,] FromXyz = Invert(ToXyz);

    /// <summary>XYZ of sRGB values 0..1.</summary>
    public static (double X, double Y, double Z) XyzOf(double r, double g, double b) =>
        Multiply(ToXyz, LinearLight.FromSrgb(r), LinearLight.FromSrgb(g), LinearLight.FromSrgb(b));

    /// <summary>L* 0..100, a*, b* of sRGB values 0..1.</summary>
    public static (double L, double A, double B) Of(double r, double g, double b)
    {
        var (x, y, z) = XyzOf(r, g, b);
        var (fx, fy, fz) = (Curve(x / WhiteX), Curve(y), Curve(z / WhiteZ));
        return ((116 * fy) - 16, 500 * (fx - fy), 200 * (fy - fz));
    }

    /// <summary>sRGB values 0..1 of a colour, clipped.</summary>
    public static (double R, double G, double B) ToRgb(double l, double a, double b)
    {
        var fy = (l + 16) / 116;
        var (x, y, z) = (InverseCurve((a / 500) + fy) * WhiteX, InverseCurve(fy), InverseCurve(Math.Max(0, fy - (b / 200))) * WhiteZ);
        var (red, green, blue) = Multiply(FromXyz, x, y, z);
        return (Clip(red), Clip(green), Clip(blue));
    }

    private static double Clip(double light) => Math.Clamp(LinearLight.ToSrgb(light), 0, 1);

    private static double Curve(double t) => t > Threshold ? Math.Cbrt(t) : (Slope * t) + (16.0 / 116);

    private static double InverseCurve(double f) => f > InverseThreshold ? f * f * f : (f - (16.0 / 116)) / Slope;

    private static (double, double, double) Multiply(double[,] m, double x, double y, double z) => (
        (m[0, 0] * x) + (m[0, 1] * y) + (m[0, 2] * z),
        (m[1, 0] * x) + (m[1, 1] * y) + (m[1, 2] * z),
        (m[2, 0] * x) + (m[2, 1] * y) + (m[2, 2] * z));

    private static double[,] Invert(double[,] m)
    {
        var inverse = new double[3, 3];
        double determinant = 0;
        for (var i = 0; i < 3; i++)
        {
            for (var j = 0; j < 3; j++)
            {
                int r1 = (i + 1) % 3, r2 = (i + 2) % 3, c1 = (j + 1) % 3, c2 = (j + 2) % 3;
                inverse[j, i] = (m[r1, c1] * m[r2, c2]) - (m[r1, c2] * m[r2, c1]);
                determinant += i == 0 ? m[0, j] * inverse[j, 0] : 0;
            }
        }

        for (var i = 0; i < 9; i++)
            inverse[i / 3, i % 3] /= determinant;
        return inverse;
    }
}
