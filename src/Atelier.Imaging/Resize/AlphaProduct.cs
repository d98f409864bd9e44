namespace Atelier.Imaging.Resize;

/// <summary>Pillow's integer conversion to colours multiplied by alpha, and back.</summary>
internal static class AlphaProduct
{
    public static Picture Apply(Picture picture)
    {
        var result = new Picture(picture.Width, picture.Height, picture.Channels);
        var last = picture.Channels - 1;
        for (var i = 0; i < picture.Pixels.Length; i += picture.Channels)
        {
            var alpha = picture.Pixels[i + last];
            for (var c = 0; c < last; c++)
            {
                var product = (picture.Pixels[i + c] * alpha) + 128;
                result.Pixels[i + c] = (byte)(((product >> 8) + product) >> 8);
            }

            result.Pixels[i + last] = alpha;
        }

        return result;
    }

    public static Picture Undo(Picture picture)
    {
        var last = picture.Channels - 1;
        for (var i = 0; i < picture.Pixels.Length; i += picture.Channels)
        {
            var alpha = picture.Pixels[i + last];
            for (var c = 0; c < last && alpha is not (0 or 255); c++)
                picture.Pixels[i + c] = (byte)Math.Min(255, 255 * picture.Pixels[i + c] / alpha);
        }

        return picture;
    }
}
