namespace Atelier.Imaging;

/// <summary>What a network takes or gives: floats [channels, height, width].</summary>
/// <param name="Channels">Planes.</param>
/// <param name="Height">Rows.</param>
/// <param name="Width">Columns.</param>
/// <param name="Values">Channels x height x width values.</param>
public sealed record PixelValues(int Channels, int Height, int Width, float[] Values)
{
    /// <summary>Bytes as value / 255.</summary>
    public static PixelValues From(Picture picture)
    {
        ArgumentNullException.ThrowIfNull(picture);
        return From(picture, (value, _) => value / 255f);
    }

    /// <summary>Values 0..1 as bytes: clamped, times 255, rounded half to even.</summary>
    public Picture ToPicture()
    {
        var picture = new Picture(Width, Height, Channels);
        for (var i = 0; i < picture.Pixels.Length; i++)
            picture.Pixels[i] = (byte)MathF.Round(Math.Clamp(Values[(i % Channels * Height * Width) + (i / Channels)], 0, 1) * 255);
        return picture;
    }

    /// <summary>Maps bytes by channel.</summary>
    internal static PixelValues From(Picture picture, Func<byte, int, float> map)
    {
        int channels = picture.Channels, plane = picture.Width * picture.Height;
        var values = new float[picture.Pixels.Length];
        for (var c = 0; c < channels; c++)
        {
            var table = new float[256];
            for (var v = 0; v < 256; v++)
                table[v] = map((byte)v, c);
            for (var i = 0; i < plane; i++)
                values[(c * plane) + i] = table[picture.Pixels[(i * channels) + c]];
        }

        return new PixelValues(channels, picture.Height, picture.Width, values);
    }
}
