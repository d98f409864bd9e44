namespace Atelier.Imaging;

/// <summary>Distances of two colours in L*a*b*.</summary>
public static class ColourDifference
{
    private const double Degree = Math.PI / 180;
    private const double Pow25To7 = 6103515625;

    /// <summary>The Euclidean distance (CIE 1976).</summary>
    public static double Cie76((double L, double A, double B) one, (double L, double A, double B) two)
    {
        double l = one.L - two.L, a = one.A - two.A, b = one.B - two.B;
        return Math.Sqrt((l * l) + (a * a) + (b * b));
    }

    /// <summary>CIEDE2000 with all weights 1 (Sharma, Wu and Dalal 2005).</summary>
    public static double Ciede2000((double L, double A, double B) one, (double L, double A, double B) two)
    {
        var meanChroma7 = Math.Pow((Chroma(one.A, one.B) + Chroma(two.A, two.B)) / 2, 7);
        var stretch = 1 + (0.5 * (1 - Math.Sqrt(meanChroma7 / (meanChroma7 + Pow25To7))));
        double c1 = Chroma(one.A * stretch, one.B), c2 = Chroma(two.A * stretch, two.B);
        double h1 = Hue(one.A * stretch, one.B), h2 = Hue(two.A * stretch, two.B);

        var meanL = (one.L + two.L) / 2;
        var offset = (meanL - 50) * (meanL - 50);
        var lightness = (two.L - one.L) / (1 + (0.015 * offset / Math.Sqrt(20 + offset)));

        var meanC = (c1 + c2) / 2;
        var chroma = (c2 - c1) / (1 + (0.045 * meanC));

        var difference = h2 - h1;
        var sum = h1 + h2;
        if (c1 * c2 == 0)
            difference = 0;
        else if (Math.Abs(h1 - h2) > Math.PI)
        {
            difference += difference > 0 ? -2 * Math.PI : 2 * Math.PI;
            sum += sum < 2 * Math.PI ? 2 * Math.PI : -2 * Math.PI;
        }

        var meanH = c1 * c2 == 0 ? sum : sum / 2;
        var weight = 1 - (0.17 * Math.Cos(meanH - (30 * Degree))) + (0.24 * Math.Cos(2 * meanH))
            + (0.32 * Math.Cos((3 * meanH) + (6 * Degree))) - (0.20 * Math.Cos((4 * meanH) - (63 * Degree)));
        var hue = 2 * Math.Sqrt(c1 * c2) * Math.Sin(difference / 2) / (1 + (0.015 * meanC * weight));

        var meanC7 = Math.Pow(meanC, 7);
        var turn = 60 * Degree * Math.Exp(-Math.Pow(((meanH / Degree) - 275) / 25, 2));
        var rotation = -Math.Sin(turn) * 2 * Math.Sqrt(meanC7 / (meanC7 + Pow25To7));
        return Math.Sqrt(Math.Max(0, (lightness * lightness) + (chroma * chroma) + (hue * hue) + (rotation * chroma * hue)));
    }

    private static double Chroma(double a, double b) => Math.Sqrt((a * a) + (b * b));

    private static double Hue(double a, double b)
    {
        var angle = Math.Atan2(b, a);
        return angle < 0 ? angle + (2 * Math.PI) : angle;
    }
}
