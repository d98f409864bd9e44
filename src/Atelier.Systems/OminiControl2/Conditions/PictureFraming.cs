using Atelier.Imaging;

namespace Atelier.Systems.OminiControl2.Conditions;

/// <summary>Brings condition pictures to the size that they are seen in.</summary>
public static class PictureFraming
{
    /// <summary>The middle of a picture in the proportions of a size, resized to it; the same object where it has that size.</summary>
    public static Picture Covering(this Picture picture, int width, int height, ResizeFilter filter = ResizeFilter.Bicubic)
    {
        if (picture.Width == width && picture.Height == height)
            return picture;
        var factor = Math.Min((double)picture.Width / width, (double)picture.Height / height);
        var (across, down) = (width * factor, height * factor);
        var box = new ResizeBox((picture.Width - across) / 2, (picture.Height - down) / 2, (picture.Width + across) / 2, (picture.Height + down) / 2);
        return picture.Resize(width, height, filter, new() { Box = box });
    }

    /// <summary>A picture on a ground of one grey, as RGB: what is transparent shows the ground, not the colours that a file hides there.</summary>
    /// <param name="picture">Any picture.</param>
    /// <param name="grey">Of the ground, 0 (black) to 255 (white).</param>
    public static Picture OnGround(this Picture picture, byte grey)
    {
        if (picture.Alpha() is null)
            return picture.ToRgb();
        var ground = new Picture(picture.Width, picture.Height, 3);
        Array.Fill(ground.Pixels, grey);
        return picture.Over(ground).ToRgb();
    }
}
