namespace Atelier.Imaging;

/// <summary>Putting one picture over another.</summary>
public static class AlphaCompositing
{
    /// <summary>Front over back: alpha = af + ab (1 - af), colour = (f af + b ab (1 - af)) / alpha, 0 where alpha is 0.</summary>
    /// <param name="front">Straight alpha where it has any, else opaque.</param>
    /// <param name="back">The same size.</param>
    /// <param name="linear">Whether colours are mixed as light (exact sRGB curve), else as stored values.</param>
    /// <returns>RGBA.</returns>
    public static Picture Over(this Picture front, Picture back, bool linear = false)
    {
        var values = OverValues(front, back, linear);
        return new Picture(front.Width, front.Height, 4, Array.ConvertAll(values, value => (byte)Math.Round(value * 255)));
    }

    /// <summary>Pillow's alpha_composite: integers with 7 more bits.</summary>
    public static Picture OverPillow(this Picture front, Picture back)
    {
        CheckSizes(front, back);
        (front, back) = (front.ToRgba(), back.ToRgba());
        var result = new Picture(front.Width, front.Height, 4);
        for (var i = 0; i < result.Pixels.Length; i += 4)
        {
            int af = front.Pixels[i + 3], ab = back.Pixels[i + 3];
            if (af == 0)
            {
                back.Pixels.AsSpan(i, 4).CopyTo(result.Pixels.AsSpan(i));
                continue;
            }

            var alpha = (af * 255) + (ab * (255 - af));
            var share = (int)((long)af * 255 * 255 * 128 / alpha);
            for (var c = i; c < i + 3; c++)
                result.Pixels[c] = (byte)(By255((front.Pixels[c] * share) + (back.Pixels[c] * ((255 * 128) - share)) + (128 * 128)) >> 7);
            result.Pixels[i + 3] = (byte)By255(alpha + 128);
        }

        return result;
    }

    /// <summary>Mixes colours by a mask of 0..1 alone: 1 takes the front; alpha is ignored and dropped.</summary>
    public static Picture Blend(this Picture front, Picture back, FloatPicture mask, bool linear = false)
    {
        var values = BlendValues(front, back, mask, linear);
        return new Picture(front.Width, front.Height, values.Length / (front.Width * front.Height), Array.ConvertAll(values, v => (byte)Math.Round(v * 255)));
    }

    internal static double[] OverValues(Picture front, Picture back, bool linear)
    {
        CheckSizes(front, back);
        (front, back) = (front.ToRgba(), back.ToRgba());
        var values = new double[front.Pixels.Length];
        for (var i = 0; i < values.Length; i += 4)
        {
            double af = front.Pixels[i + 3] / 255.0, rest = back.Pixels[i + 3] / 255.0 * (1 - af), alpha = af + rest;
            values[i + 3] = alpha;
            for (var c = i; c < i + 3 && alpha > 0; c++)
                values[c] = Encode(((Decode(front.Pixels[c], linear) * af) + (Decode(back.Pixels[c], linear) * rest)) / alpha, linear);
        }

        return values;
    }

    internal static double[] BlendValues(Picture front, Picture back, FloatPicture mask, bool linear)
    {
        CheckSizes(front, back);
        ArgumentNullException.ThrowIfNull(mask);
        (front, back) = (front.WithoutAlpha(), back.WithoutAlpha());
        if (mask.Width != front.Width || mask.Height != front.Height || mask.Channels != 1 || front.Channels != back.Channels)
            throw new ArgumentException($"A mask of {front.Width} x {front.Height} x 1 is needed; {mask.Width} x {mask.Height} x {mask.Channels} was given.");
        var values = new double[front.Pixels.Length];
        for (var i = 0; i < values.Length; i++)
        {
            double share = mask.Values[i / front.Channels];
            var mixed = share is 1 ? Decode(front.Pixels[i], linear)
                : (Decode(front.Pixels[i], linear) * share) + (Decode(back.Pixels[i], linear) * (1 - share));
            values[i] = Encode(mixed, linear);
        }

        return values;
    }

    private static double Decode(byte value, bool linear) => linear ? LinearLight.FromSrgb(value / 255.0) : value / 255.0;

    private static double Encode(double value, bool linear) => Math.Clamp(linear ? LinearLight.ToSrgb(value) : value, 0, 1);

    private static int By255(int value) => ((value >> 8) + value) >> 8;

    private static void CheckSizes(Picture front, Picture back)
    {
        ArgumentNullException.ThrowIfNull(front);
        ArgumentNullException.ThrowIfNull(back);
        if (front.Width != back.Width || front.Height != back.Height)
            throw new ArgumentException($"Pictures of one size are needed; {front.Width} x {front.Height} and {back.Width} x {back.Height} were given.");
    }
}
