namespace Atelier.Imaging;

/// <summary>A picture in memory with 16 bits a channel; otherwise laid out as <see cref="Picture"/>.</summary>
public sealed class Picture16
{
    /// <summary>Makes a picture over <paramref name="samples"/>, or a black one.</summary>
    /// <param name="width">Columns, at least 1.</param>
    /// <param name="height">Rows, at least 1.</param>
    /// <param name="channels">1 grey, 2 grey and alpha, 3 RGB, 4 RGBA.</param>
    /// <param name="samples">height x width x channels values; kept, not copied.</param>
    /// <exception cref="ArgumentException">A size is out of range or the array has another length.</exception>
    public Picture16(int width, int height, int channels, ushort[]? samples = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        if (channels is < 1 or > 4)
            throw new ArgumentOutOfRangeException(nameof(channels), channels, "A picture has 1 to 4 channels.");
        var size = checked((long)width * height * channels);
        if (size > Array.MaxLength)
            throw new ArgumentOutOfRangeException(nameof(width), $"{width} x {height} x {channels} samples do not fit one picture.");
        if (samples is not null && samples.Length != size)
            throw new ArgumentException($"{width} x {height} x {channels} needs {size} samples, {samples.Length} were given.", nameof(samples));
        (Width, Height, Channels) = (width, height, channels);
        Samples = samples ?? new ushort[size];
    }

    /// <summary>Columns.</summary>
    public int Width { get; }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>1 grey, 2 grey and alpha, 3 RGB, 4 RGBA.</summary>
    public int Channels { get; }

    /// <summary>Height x width x channels values of 0 to 65535.</summary>
    public ushort[] Samples { get; }

    /// <summary>The picture with 8 bits a channel: round(value / 257).</summary>
    public Picture ToPicture()
    {
        var pixels = new byte[Samples.Length];
        for (var i = 0; i < pixels.Length; i++)
            pixels[i] = (byte)((Samples[i] + 128) / 257);
        return new Picture(Width, Height, Channels, pixels);
    }
}
