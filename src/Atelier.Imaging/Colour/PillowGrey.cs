namespace Atelier.Imaging;

/// <summary>Grey values.</summary>
public static class PillowGrey
{
    /// <summary>The picture as grey by Pillow's rule for mode L: (19595 R + 38470 G + 7471 B + 32768) >> 16; alpha dropped.</summary>
    public static Picture ToGrey(this Picture picture)
    {
        picture = picture.WithoutAlpha();
        if (picture.Channels == 1)
            return picture;
        var result = new Picture(picture.Width, picture.Height, 1);
        for (int i = 0, from = 0; i < result.Pixels.Length; i++, from += 3)
        {
            var (r, g, b) = (picture.Pixels[from], picture.Pixels[from + 1], picture.Pixels[from + 2]);
            result.Pixels[i] = (byte)(((r * 19595) + (g * 38470) + (b * 7471) + 32768) >> 16);
        }

        return result;
    }
}
