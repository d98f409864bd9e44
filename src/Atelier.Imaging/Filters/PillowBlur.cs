namespace Atelier.Imaging;

/// <summary>Pillow's GaussianBlur: three extended box blurs across, then three down, each rounded to bytes.</summary>
public static class PillowBlur
{
    private const int Passes = 3;

    /// <summary>Blurs every channel; edges are repeated.</summary>
    /// <param name="picture">Any picture.</param>
    /// <param name="radius">The standard deviation in pixels, at least 0.</param>
    public static Picture BlurPillow(this Picture picture, double radius)
    {
        ArgumentNullException.ThrowIfNull(picture);
        if (!(radius >= 0))
            throw new ArgumentOutOfRangeException(nameof(radius), radius, "A radius is at least 0.");
        var result = new Picture(picture.Width, picture.Height, picture.Channels, [.. picture.Pixels]);
        if (radius == 0)
            return result;
        var box = BoxRadius((float)radius);
        for (var c = 0; c < picture.Channels; c++)
        {
            for (var y = 0; y < picture.Height; y++)
                BlurLine(result.Pixels, (y * picture.Stride) + c, picture.Channels, picture.Width, box);
            for (var x = 0; x < picture.Width; x++)
                BlurLine(result.Pixels, (x * picture.Channels) + c, picture.Stride, picture.Height, box);
        }

        return result;
    }

    /// <summary>The fractional box radius whose threefold blur has the Gaussian's variance (Gwosdek et al. 2011), in float32.</summary>
    private static float BoxRadius(float radius)
    {
        var variance = radius * radius / Passes;
        var length = (float)Math.Sqrt((12.0 * variance) + 1);
        var whole = (float)Math.Floor((length - 1) / 2.0);
        var part = ((2 * whole) + 1) * ((whole * (whole + 1)) - (3 * variance));
        part /= 6 * (variance - ((whole + 1) * (whole + 1)));
        return whole + part;
    }

    private static void BlurLine(byte[] pixels, int start, int step, int count, float box)
    {
        var radius = (int)box;
        var whole = (uint)((1 << 24) / ((box * 2) + 1));
        var edge = ((1u << 24) - ((uint)((radius * 2) + 1) * whole)) / 2;
        Span<byte> line = count <= 4096 ? stackalloc byte[count] : new byte[count];
        for (var pass = 0; pass < Passes; pass++)
        {
            for (var i = 0; i < count; i++)
                line[i] = pixels[start + (i * step)];
            var last = count - 1;
            uint sum = 0;
            for (var k = -radius; k <= radius; k++)
                sum += line[Math.Clamp(k, 0, last)];
            for (var i = 0; i < count; i++)
            {
                var far = (uint)(line[Math.Max(i - radius - 1, 0)] + line[Math.Min(i + radius + 1, last)]);
                pixels[start + (i * step)] = (byte)(((sum * whole) + (far * edge) + (1 << 23)) >> 24);
                sum += line[Math.Min(i + radius + 1, last)];
                sum -= line[Math.Max(i - radius, 0)];
            }
        }
    }
}
