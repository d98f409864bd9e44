namespace Atelier.Diorama.Rendering;

/// <summary>The sRGB transfer curve between linear light and stored values.</summary>
internal static class Srgb
{
    private const int Steps = 4096;
    private static readonly byte[] Encoded = [.. Enumerable.Range(0, Steps + 1).Select(i => (byte)(FromLinear((float)i / Steps) * 255 + 0.5f))];
    private static readonly float[] Decoded = [.. Enumerable.Range(0, 256).Select(i => ToLinear(i / 255f))];

    public static float ToLinear(float value) => value <= 0.04045f ? value / 12.92f : MathF.Pow((value + 0.055f) / 1.055f, 2.4f);

    public static float FromLinear(float value) => value switch
    {
        <= 0 => 0,
        >= 1 => 1,
        <= 0.0031308f => value * 12.92f,
        _ => 1.055f * MathF.Pow(value, 1 / 2.4f) - 0.055f,
    };

    public static float Decode(byte value) => Decoded[value];

    /// <summary>The nearest byte; dark values are computed, since the table is too coarse for them.</summary>
    public static byte Encode(float linear) => linear switch
    {
        >= 1 => 255,
        >= 0.05f => Encoded[(int)(linear * Steps + 0.5f)],
        > 0 => (byte)(FromLinear(linear) * 255 + 0.5f),
        _ => 0,
    };
}
