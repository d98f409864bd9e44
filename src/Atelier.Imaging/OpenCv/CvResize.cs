using Atelier.Imaging.OpenCv;

namespace Atelier.Imaging;

/// <summary>OpenCV's resize of bytes.</summary>
public static class CvResize
{
    /// <summary>Resizes a picture as <c>cv2.resize</c> does.</summary>
    public static Picture Run(Picture picture, int width, int height, CvResizeFilter filter = CvResizeFilter.Linear)
    {
        ArgumentNullException.ThrowIfNull(picture);
        if (width < 1 || height < 1)
            throw new ArgumentException($"A picture has at least 1 x 1 pixels; {width} x {height} was asked for.");
        if (width == picture.Width && height == picture.Height)
            return new Picture(width, height, picture.Channels, [.. picture.Pixels]);
        double scaleX = 1 / ((double)width / picture.Width), scaleY = 1 / ((double)height / picture.Height);
        if (filter == CvResizeFilter.Nearest)
            return Nearest(picture, width, height, scaleX, scaleY);
        var halves = width * 2 == picture.Width && height * 2 == picture.Height;
        if ((filter == CvResizeFilter.Area && scaleX >= 1 && scaleY >= 1) || (filter == CvResizeFilter.Linear && halves))
            return AreaResize.Run(picture, width, height, scaleX, scaleY);
        return filter == CvResizeFilter.Cubic
            ? CubicResize.Run(picture, width, height, scaleX, scaleY)
            : LinearResize.Run(picture, width, height, scaleX, scaleY, filter == CvResizeFilter.Area);
    }

    private static Picture Nearest(Picture picture, int width, int height, double scaleX, double scaleY)
    {
        var result = new Picture(width, height, picture.Channels);
        for (var y = 0; y < height; y++)
        {
            var from = picture.Row(Math.Min((int)Math.Floor(y * scaleY), picture.Height - 1));
            for (var x = 0; x < width; x++)
            {
                var column = Math.Min((int)Math.Floor(x * scaleX), picture.Width - 1);
                from.Slice(column * picture.Channels, picture.Channels).CopyTo(result.Row(y)[(x * picture.Channels)..]);
            }
        }

        return result;
    }
}
