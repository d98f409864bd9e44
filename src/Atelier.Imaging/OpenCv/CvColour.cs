using Atelier.Imaging.OpenCv;

namespace Atelier.Imaging;

/// <summary>OpenCV's integer colour conversions of RGB bytes.</summary>
public static class CvColour
{
    private const int LabShift = 12, GammaShift = 3, LabShift2 = LabShift + GammaShift;

    private static readonly int[] LinearTable = MakeLinearTable();
    private static readonly int[] RootTable = MakeRootTable();
    private static readonly int[] LabWeights = MakeLabWeights();

    private delegate (int, int, int) Map(int r, int g, int b);

    /// <summary>Grey: (9798 R + 19235 G + 3735 B + 16384) >> 15.</summary>
    public static Picture ToGrey(Picture rgb)
    {
        CheckRgb(rgb);
        var result = new Picture(rgb.Width, rgb.Height, 1);
        for (var i = 0; i < result.Pixels.Length; i++)
            result.Pixels[i] = (byte)(((rgb.Pixels[i * 3] * 9798) + (rgb.Pixels[(i * 3) + 1] * 19235) + (rgb.Pixels[(i * 3) + 2] * 3735) + 16384) >> 15);
        return result;
    }

    /// <summary>Hue 0..179 in steps of two degrees, saturation, value.</summary>
    public static Picture ToHsv(Picture rgb) => Apply(rgb, Hsv);

    /// <summary>Y, Cr, Cb, all 0..255.</summary>
    public static Picture ToYCrCb(Picture rgb) => Apply(rgb, YCrCb);

    /// <summary>L* times 255 / 100, a* and b* plus 128.</summary>
    public static Picture ToLab(Picture rgb) => Apply(rgb, Lab);

    private static (int, int, int) Hsv(int r, int g, int b)
    {
        int value = Math.Max(r, Math.Max(g, b)), difference = value - Math.Min(r, Math.Min(g, b));
        var saturation = ((difference * Divide(255 << 12, value)) + (1 << 11)) >> 12;
        var hue = value == r ? g - b : value == g ? b - r + (2 * difference) : r - g + (4 * difference);
        hue = ((hue * Divide(180 << 12, 6.0 * difference)) + (1 << 11)) >> 12;
        return (hue < 0 ? hue + 180 : hue, saturation, value);
    }

    private static (int, int, int) YCrCb(int r, int g, int b)
    {
        const int shift = 14, half = 1 << (shift - 1), middle = 128 << shift;
        var y = ((r * 4899) + (g * 9617) + (b * 1868) + half) >> shift;
        return (y, (((r - y) * 11682) + middle + half) >> shift, (((b - y) * 9241) + middle + half) >> shift);
    }

    private static (int, int, int) Lab(int r, int g, int b)
    {
        const int lightScale = ((116 * 255) + 50) / 100, lightShift = -(((16 * 255 * (1 << LabShift2)) + 50) / 100);
        (r, g, b) = (LinearTable[r], LinearTable[g], LinearTable[b]);
        int x = Root(0), y = Root(1), z = Root(2);
        return (
            Descale((lightScale * y) + lightShift, LabShift2),
            Descale((500 * (x - y)) + (128 << LabShift2), LabShift2),
            Descale((200 * (y - z)) + (128 << LabShift2), LabShift2));

        int Root(int row) => RootTable[Descale((r * LabWeights[row * 3]) + (g * LabWeights[(row * 3) + 1]) + (b * LabWeights[(row * 3) + 2]), LabShift)];
    }

    private static int Descale(int value, int shift) => (value + (1 << (shift - 1))) >> shift;

    private static int Divide(int by, double what) => what == 0 ? 0 : (int)Math.Round(by / what);

    private static int[] MakeLinearTable()
    {
        var table = new int[256];
        for (var i = 0; i < 256; i++)
            table[i] = (int)Math.Round((255 << GammaShift) * LinearLight.FromSrgb(i / 255.0));
        return table;
    }

    /// <remarks>In float32 with OpenCV's own cube root: a correctly rounded one differs in a hundred of the table's entries.</remarks>
    private static int[] MakeRootTable()
    {
        var table = new int[256 * 3 / 2 * (1 << GammaShift)];
        for (var i = 0; i < table.Length; i++)
        {
            var x = i / (255f * (1 << GammaShift));
            var root = x < 216f / 24389 ? MathF.FusedMultiplyAdd(x, 841f / 108, 16f / 116) : CvCubeRoot.Of(x);
            table[i] = (int)MathF.Round((1 << LabShift2) * root);
        }

        return table;
    }

    private static int[] MakeLabWeights()
    {
        ReadOnlySpan<double> toXyz = [0.412453, 0.357580, 0.180423, 0.212671, 0.715160, 0.072169, 0.019334, 0.119193, 0.950227];
        ReadOnlySpan<double> white = [0.950456, 1, 1.088754];
        var weights = new int[9];
        for (var i = 0; i < 9; i++)
            weights[i] = (int)Math.Round((1 << LabShift) * toXyz[i] / white[i / 3]);
        return weights;
    }

    private static Picture Apply(Picture rgb, Map map)
    {
        CheckRgb(rgb);
        var result = new Picture(rgb.Width, rgb.Height, 3);
        for (var i = 0; i < result.Pixels.Length; i += 3)
        {
            var (one, two, three) = map(rgb.Pixels[i], rgb.Pixels[i + 1], rgb.Pixels[i + 2]);
            (result.Pixels[i], result.Pixels[i + 1], result.Pixels[i + 2]) = (Clip(one), Clip(two), Clip(three));
        }

        return result;
    }

    private static byte Clip(int value) => (byte)Math.Clamp(value, 0, 255);

    private static void CheckRgb(Picture picture)
    {
        ArgumentNullException.ThrowIfNull(picture);
        if (picture.Channels != 3)
            throw new ArgumentException($"This conversion takes RGB; the picture has {picture.Channels} channels.");
    }
}
