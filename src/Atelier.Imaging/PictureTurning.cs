namespace Atelier.Imaging;

/// <summary>Mirroring and turning by quarters.</summary>
public static class PictureTurning
{
    /// <summary>Turns a stored picture as its EXIF orientation says.</summary>
    /// <param name="picture">Any picture.</param>
    /// <param name="orientation">1 as it is, 2 mirrored left-right, 3 turned 180, 4 mirrored top-bottom, 5 transposed,
    /// 6 turned 90 clockwise, 7 transposed along the other diagonal, 8 turned 90 counter-clockwise.</param>
    /// <returns>A new picture; the same object for 1.</returns>
    public static Picture Orient(this Picture picture, int orientation)
    {
        ArgumentNullException.ThrowIfNull(picture);
        if (orientation is < 1 or > 8)
            throw new ArgumentOutOfRangeException(nameof(orientation), orientation, "Orientation is 1 to 8.");
        if (orientation == 1)
            return picture;
        var swapped = orientation >= 5;
        var mirroredX = orientation is 2 or 3 or 7 or 8; // read in the source's axes
        var mirroredY = orientation is 3 or 4 or 6 or 7;
        var (width, height, channels) = swapped
            ? (picture.Height, picture.Width, picture.Channels)
            : (picture.Width, picture.Height, picture.Channels);
        var result = new Picture(width, height, channels);
        for (var y = 0; y < height; y++)
        {
            var row = result.Row(y);
            for (var x = 0; x < width; x++)
            {
                var (sx, sy) = swapped ? (y, x) : (x, y);
                if (mirroredX)
                    sx = picture.Width - 1 - sx;
                if (mirroredY)
                    sy = picture.Height - 1 - sy;
                picture.Pixels.AsSpan(((sy * picture.Width) + sx) * channels, channels).CopyTo(row[(x * channels)..]);
            }
        }

        return result;
    }

    /// <summary>The picture mirrored left-right.</summary>
    public static Picture FlipHorizontally(this Picture picture) => picture.Orient(2);

    /// <summary>The picture mirrored top-bottom.</summary>
    public static Picture FlipVertically(this Picture picture) => picture.Orient(4);
}
