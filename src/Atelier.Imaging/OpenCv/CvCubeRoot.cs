namespace Atelier.Imaging.OpenCv;

/// <summary>The cube root of OpenCV's software float32: a quartic quotient on 1/8..1, its last bits cut off.</summary>
internal static class CvCubeRoot
{
    public static float Of(float value)
    {
        var exponent = Math.ILogB(value);
        var shift = exponent % 3;
        shift -= shift >= 0 ? 3 : 0;
        var x = Math.ScaleB(value, shift - exponent); // 1/8 to 1
        var above = (((((((45.2548339756803022511987494 * x) + 192.2798368355061050458134625) * x) + 119.1654824285581628956914143) * x)
            + 13.43250139086239872172837314) * x) + 0.1636161226585754240958355063;
        var below = (((((((14.80884093219134573786480845 * x) + 151.9714051044435648658557668) * x) + 168.5254414101568283957668343) * x)
            + 33.9905941350215598754191872) * x) + 1;
        var root = BitConverter.DoubleToInt64Bits(above / below) & ~((1L << 29) - 1);
        return (float)Math.ScaleB(BitConverter.Int64BitsToDouble(root), (exponent - shift) / 3);
    }
}
