namespace Atelier.Imaging;

/// <summary>The exact sRGB curve, and pictures in linear light.</summary>
public static class LinearLight
{
    private static readonly float[] Table = MakeTable();

    /// <summary>Light 0..1 of an sRGB value 0..1: v / 12.92 up to 0.04045, else ((v + 0.055) / 1.055)^2.4.</summary>
    public static double FromSrgb(double value) =>
        value <= 0.04045 ? value / 12.92 : Math.Pow((value + 0.055) / 1.055, 2.4);

    /// <summary>The sRGB value 0..1 of a light 0..1: 12.92 v up to 0.0031308, else 1.055 v^(1/2.4) - 0.055.</summary>
    public static double ToSrgb(double light) =>
        light <= 0.0031308 ? light * 12.92 : (1.055 * Math.Pow(light, 1 / 2.4)) - 0.055;

    /// <summary>A picture as light 0..1; alpha stays value / 255.</summary>
    public static FloatPicture FromPicture(Picture picture)
    {
        ArgumentNullException.ThrowIfNull(picture);
        var result = new FloatPicture(picture.Width, picture.Height, picture.Channels);
        var alpha = picture.Channels is 2 or 4 ? picture.Channels - 1 : -1;
        for (var i = 0; i < picture.Pixels.Length; i++)
            result.Values[i] = i % picture.Channels == alpha ? picture.Pixels[i] / 255f : Table[picture.Pixels[i]];
        return result;
    }

    /// <summary>Light 0..1 as a picture, clipped and rounded; with 2 or 4 channels the last is alpha.</summary>
    public static Picture ToPicture(FloatPicture light)
    {
        ArgumentNullException.ThrowIfNull(light);
        var result = new Picture(light.Width, light.Height, light.Channels);
        var alpha = light.Channels is 2 or 4 ? light.Channels - 1 : -1;
        for (var i = 0; i < result.Pixels.Length; i++)
        {
            var value = Math.Clamp((double)light.Values[i], 0, 1);
            result.Pixels[i] = (byte)Math.Round((i % light.Channels == alpha ? value : ToSrgb(value)) * 255);
        }

        return result;
    }

    /// <summary>A picture as light 0..1 multiplied by alpha, so that it can be averaged.</summary>
    internal static FloatPicture ToPremultiplied(Picture picture)
    {
        var light = FromPicture(picture);
        if (light.Channels is 2 or 4)
        {
            var last = light.Channels - 1;
            for (var i = 0; i < light.Values.Length; i++)
                light.Values[i] *= i % light.Channels == last ? 1 : light.Values[i - (i % light.Channels) + last];
        }

        return light;
    }

    internal static Picture FromPremultiplied(FloatPicture light)
    {
        if (light.Channels is 2 or 4)
        {
            var last = light.Channels - 1;
            for (var i = 0; i < light.Values.Length; i++)
            {
                var alpha = light.Values[i - (i % light.Channels) + last];
                if (i % light.Channels != last)
                    light.Values[i] = alpha > 0 ? light.Values[i] / alpha : 0;
            }
        }

        return ToPicture(light);
    }

    private static float[] MakeTable()
    {
        var table = new float[256];
        for (var i = 0; i < table.Length; i++)
            table[i] = (float)FromSrgb(i / 255.0);
        return table;
    }
}
