namespace Atelier.Imaging;

/// <summary>Changes of the number of channels.</summary>
public static class PictureChannels
{
    /// <summary>The picture without its alpha channel, colours unchanged; the same object where it has none.</summary>
    public static Picture WithoutAlpha(this Picture picture)
    {
        ArgumentNullException.ThrowIfNull(picture);
        return picture.Channels switch { 2 => Map(picture, [0]), 4 => Map(picture, [0, 1, 2]), _ => picture };
    }

    /// <summary>The picture as RGB or RGBA; the same object where it is.</summary>
    public static Picture WithColour(this Picture picture)
    {
        ArgumentNullException.ThrowIfNull(picture);
        return picture.Channels switch { 1 => Map(picture, [0, 0, 0]), 2 => Map(picture, [0, 0, 0, 1]), _ => picture };
    }

    /// <summary>The picture as RGB, alpha dropped; the same object where it is.</summary>
    public static Picture ToRgb(this Picture picture) => picture.WithoutAlpha().WithColour();

    /// <summary>The picture as RGBA, alpha 255 where it had none; the same object where it is.</summary>
    public static Picture ToRgba(this Picture picture)
    {
        ArgumentNullException.ThrowIfNull(picture);
        return picture.Channels switch { 1 => Map(picture, [0, 0, 0, -1]), 2 => Map(picture, [0, 0, 0, 1]), 3 => Map(picture, [0, 1, 2, -1]), _ => picture };
    }

    /// <summary>One channel as a grey picture.</summary>
    public static Picture Channel(this Picture picture, int channel)
    {
        ArgumentNullException.ThrowIfNull(picture);
        if (channel < 0 || channel >= picture.Channels)
            throw new ArgumentOutOfRangeException(nameof(channel), channel, $"The picture has {picture.Channels} channels.");
        return picture.Channels == 1 ? picture : Map(picture, [channel]);
    }

    /// <summary>The alpha channel as a grey picture, or null where there is none.</summary>
    public static Picture? Alpha(this Picture picture)
    {
        ArgumentNullException.ThrowIfNull(picture);
        return picture.Channels is 2 or 4 ? picture.Channel(picture.Channels - 1) : null;
    }

    /// <summary>The picture with another alpha channel, grey of the same size.</summary>
    public static Picture WithAlpha(this Picture picture, Picture alpha)
    {
        ArgumentNullException.ThrowIfNull(picture);
        ArgumentNullException.ThrowIfNull(alpha);
        if (alpha.Channels != 1 || alpha.Width != picture.Width || alpha.Height != picture.Height)
            throw new ArgumentException(
                $"Alpha must be grey of {picture.Width} x {picture.Height}; {alpha.Width} x {alpha.Height} x {alpha.Channels} was given.", nameof(alpha));
        var result = picture.Channels <= 2 ? Map(picture, [0, -1]) : Map(picture, [0, 1, 2, -1]);
        for (int i = 0, to = result.Channels - 1; i < alpha.Pixels.Length; i++, to += result.Channels)
            result.Pixels[to] = alpha.Pixels[i];
        return result;
    }

    /// <summary>Copies channels by number; -1 stands for 255.</summary>
    private static Picture Map(Picture picture, ReadOnlySpan<int> from)
    {
        var result = new Picture(picture.Width, picture.Height, from.Length);
        byte[] source = picture.Pixels, target = result.Pixels;
        for (int at = 0, to = 0; to < target.Length; at += picture.Channels, to += from.Length)
        {
            for (var c = 0; c < from.Length; c++)
                target[to + c] = from[c] < 0 ? (byte)255 : source[at + from[c]];
        }

        return result;
    }
}
