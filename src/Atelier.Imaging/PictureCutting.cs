namespace Atelier.Imaging;

/// <summary>Cutting out and putting in.</summary>
public static class PictureCutting
{
    /// <summary>A part of the picture; what lies outside is 0, as in Pillow.</summary>
    /// <exception cref="ArgumentException">The box has no pixels.</exception>
    public static Picture Crop(this Picture picture, PixelBox box)
    {
        ArgumentNullException.ThrowIfNull(picture);
        if (box.Width < 1 || box.Height < 1)
            throw new ArgumentException($"The box {box} has no pixels.");
        var result = new Picture(box.Width, box.Height, picture.Channels);
        result.Paste(picture, -box.Left, -box.Top);
        return result;
    }

    /// <summary>Copies a picture over this one; what does not fit is left out.</summary>
    /// <param name="picture">The picture to change.</param>
    /// <param name="other">As many channels.</param>
    /// <param name="left">Column of its left edge, may be below 0.</param>
    /// <param name="top">Row of its upper edge, may be below 0.</param>
    public static void Paste(this Picture picture, Picture other, int left, int top)
    {
        ArgumentNullException.ThrowIfNull(picture);
        ArgumentNullException.ThrowIfNull(other);
        if (other.Channels != picture.Channels)
            throw new ArgumentException($"The pasted picture has {other.Channels} channels, the other {picture.Channels}.");
        int fromX = Math.Max(0, -left), toX = Math.Max(0, left), count = Math.Min(other.Width - fromX, picture.Width - toX);
        for (var y = Math.Max(0, -top); count > 0 && y < Math.Min(other.Height, picture.Height - top); y++)
            other.Row(y).Slice(fromX * other.Channels, count * other.Channels).CopyTo(picture.Row(top + y)[(toX * picture.Channels)..]);
    }
}
