namespace Atelier.Imaging;

/// <summary>Bringing a picture to another aspect ratio without stretching it, as diffusers does.</summary>
internal static class AspectResize
{
    public static Picture Fill(Picture picture, int width, int height)
    {
        picture = picture.ToRgb();
        double wanted = (double)width / height, given = (double)picture.Width / picture.Height;
        var scaled = picture.Resize(
            wanted < given ? width : (int)((long)picture.Width * height / picture.Height),
            wanted >= given ? height : (int)((long)picture.Height * width / picture.Width), ResizeFilter.Lanczos);
        int left = (width / 2) - (scaled.Width / 2), top = (height / 2) - (scaled.Height / 2);
        var result = new Picture(width, height, 3);
        result.Paste(scaled, left, top);
        if (wanted < given && top > 0)
        {
            result.Paste(Stretch(scaled, width, top, new ResizeBox(0, 0, width, 0)), 0, 0);
            result.Paste(Stretch(scaled, width, top, new ResizeBox(0, scaled.Height, width, scaled.Height)), 0, top + scaled.Height);
        }
        else if (wanted > given && left > 0)
        {
            result.Paste(Stretch(scaled, left, height, new ResizeBox(0, 0, 0, height)), 0, 0);
            result.Paste(Stretch(scaled, left, height, new ResizeBox(scaled.Width, 0, scaled.Width, height)), left + scaled.Width, 0);
        }

        return result;
    }

    public static Picture Crop(Picture picture, int width, int height)
    {
        picture = picture.ToRgb();
        double wanted = (double)width / height, given = (double)picture.Width / picture.Height;
        var scaled = picture.Resize(
            wanted > given ? width : (int)((long)picture.Width * height / picture.Height),
            wanted <= given ? height : (int)((long)picture.Height * width / picture.Width), ResizeFilter.Lanczos);
        var result = new Picture(width, height, 3);
        result.Paste(scaled, (width / 2) - (scaled.Width / 2), (height / 2) - (scaled.Height / 2));
        return result;
    }

    /// <summary>A resize of a box without area: the border row or column, drawn out.</summary>
    private static Picture Stretch(Picture picture, int width, int height, ResizeBox box) =>
        picture.Resize(width, height, ResizeFilter.Bicubic, new ResizeOptions { Box = box });
}
