using System.Runtime.InteropServices;

namespace Atelier.Imaging.Files;

/// <summary>Converts stored pixels to sRGB, by their ICC profile or their gamma.</summary>
internal static class ColourProfile
{
    private const double StandardGamma = 0.45455;

    /// <summary>The stored pixels in sRGB; unchanged where nothing describes them or the profile is of no use.</summary>
    public static Picture ToSrgb(StoredPicture stored)
    {
        if (stored.Metadata.IccProfile is { } profile)
            return Convert(stored, profile.Span) ?? stored.Pixels;
        return stored.Metadata.Gamma is { } gamma && Math.Abs(gamma - StandardGamma) > 0.01 ? FromGamma(stored.Pixels, gamma) : stored.Pixels;
    }

    private static Picture? Convert(StoredPicture stored, ReadOnlySpan<byte> profile)
    {
        var picture = stored.Pixels;
        var channels = Channels(profile);
        if (stored.InvertedCmyk is { } cmyk)
            return channels == 4 && Run(profile, cmyk, 4, picture) is { } inks ? new Picture(picture.Width, picture.Height, 3, inks) : null;
        var grey = picture.Channels <= 2;
        if (channels != (grey ? 1 : 3))
        {
            if (!grey || channels != 3)
                return null;
            picture = picture.WithColour(); // a grey picture that says it is in an RGB space
        }

        var rgb = stored.Samples16 is { } samples && channels == (grey ? 1 : 3)
            ? Run16(profile, samples, channels)
            : Run(profile, picture.WithoutAlpha().Pixels, channels, picture);
        if (rgb is null)
            return null;
        var result = new Picture(picture.Width, picture.Height, 3, rgb);
        return picture.Alpha() is { } alpha ? result.WithAlpha(alpha) : result;
    }

    private static unsafe int Channels(ReadOnlySpan<byte> profile)
    {
        fixed (byte* bytes = profile)
            return Codecs.IccChannels(bytes, (nuint)profile.Length);
    }

    private static byte[]? Run(ReadOnlySpan<byte> profile, byte[] from, int channels, Picture size)
    {
        var to = new byte[size.Width * size.Height * 3];
        return Run(profile, from, to, size.Width * size.Height, channels, 8) ? to : null;
    }

    private static byte[]? Run16(ReadOnlySpan<byte> profile, Picture16 picture, int channels)
    {
        var count = picture.Width * picture.Height;
        var from = new ushort[count * channels];
        for (var i = 0; i < count; i++)
            picture.Samples.AsSpan(i * picture.Channels, channels).CopyTo(from.AsSpan(i * channels));
        var to = new Picture16(picture.Width, picture.Height, 3);
        return Run(profile, MemoryMarshal.AsBytes(from.AsSpan()), MemoryMarshal.AsBytes(to.Samples.AsSpan()), count, channels, 16)
            ? to.ToPicture().Pixels
            : null;
    }

    private static unsafe bool Run(ReadOnlySpan<byte> profile, ReadOnlySpan<byte> from, Span<byte> to, int count, int channels, int bits)
    {
        byte message;
        fixed (byte* bytes = profile, source = from, target = to)
            return Codecs.IccToSrgb(bytes, (nuint)profile.Length, source, target, (nuint)count, channels, channels == 4 ? 1 : 0, bits, &message, 1) == 0;
    }

    private static Picture FromGamma(Picture picture, double gamma)
    {
        var table = new byte[256];
        for (var i = 0; i < table.Length; i++)
        {
            var light = Math.Pow(i / 255.0, 1 / gamma);
            table[i] = (byte)Math.Clamp(Math.Round(LinearLight.ToSrgb(light) * 255), 0, 255);
        }

        var result = new Picture(picture.Width, picture.Height, picture.Channels);
        var alpha = picture.Channels is 2 or 4 ? picture.Channels - 1 : -1;
        for (var i = 0; i < result.Pixels.Length; i++)
            result.Pixels[i] = i % picture.Channels == alpha ? picture.Pixels[i] : table[picture.Pixels[i]];
        return result;
    }
}
