namespace Atelier.Imaging;

/// <summary>Hue, saturation and value, each 0..1, hue below 1.</summary>
public static class Hsv
{
    /// <summary>Hue, saturation, value of RGB 0..1.</summary>
    public static (double H, double S, double V) Of(double r, double g, double b)
    {
        var value = Math.Max(r, Math.Max(g, b));
        var delta = value - Math.Min(r, Math.Min(g, b));
        if (delta == 0)
            return (0, 0, value);
        var sector = b == value ? 4 + ((r - g) / delta) : g == value ? 2 + ((b - r) / delta) : (g - b) / delta;
        var hue = sector / 6;
        return (hue - Math.Floor(hue), delta / value, value);
    }

    /// <summary>RGB 0..1 of hue, saturation, value.</summary>
    public static (double R, double G, double B) ToRgb(double h, double s, double v)
    {
        var sector = Math.Floor(h * 6);
        var part = (h * 6) - sector;
        double p = v * (1 - s), q = v * (1 - (part * s)), t = v * (1 - ((1 - part) * s));
        return ((((int)sector % 6) + 6) % 6) switch
        {
            0 => (v, t, p),
            1 => (q, v, p),
            2 => (p, v, t),
            3 => (p, q, v),
            4 => (t, p, v),
            _ => (v, p, q),
        };
    }
}
