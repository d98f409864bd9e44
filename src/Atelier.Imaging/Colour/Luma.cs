namespace Atelier.Imaging;

/// <summary>Weighted sums of the non-linear RGB values.</summary>
public static class Luma
{
    /// <summary>ITU-R BT.709 weights as scikit-image's rgb2gray has them, of RGB 0..1.</summary>
    public static double Grey709(double r, double g, double b) => (0.2125 * r) + (0.7154 * g) + (0.0721 * b);

    /// <summary>ITU-R BT.601 Y 16..235, Cb and Cr 16..240 of RGB 0..1.</summary>
    public static (double Y, double Cb, double Cr) YCbCrOf(double r, double g, double b) => (
        16 + (65.481 * r) + (128.553 * g) + (24.966 * b),
        128 - (37.797 * r) - (74.203 * g) + (112.0 * b),
        128 + (112.0 * r) - (93.786 * g) - (18.214 * b));
}
