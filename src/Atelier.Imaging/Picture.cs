namespace Atelier.Imaging;

/// <summary>A picture in memory: 8 bits a channel, rows from the top, channels interleaved, straight alpha, sRGB.</summary>
/// <remarks>Channels: 1 grey, 2 grey and alpha, 3 RGB, 4 RGBA.</remarks>
public sealed class Picture
{
    /// <summary>Makes a picture over <paramref name="pixels"/>, or a black one.</summary>
    /// <param name="width">Columns, at least 1.</param>
    /// <param name="height">Rows, at least 1.</param>
    /// <param name="channels">1 to 4.</param>
    /// <param name="pixels">height x width x channels bytes; kept, not copied.</param>
    /// <exception cref="ArgumentException">A size is out of range or the array has another length.</exception>
    public Picture(int width, int height, int channels, byte[]? pixels = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        if (channels is < 1 or > 4)
            throw new ArgumentOutOfRangeException(nameof(channels), channels, "A picture has 1 to 4 channels.");
        var size = checked((long)width * height * channels);
        if (size > Array.MaxLength)
            throw new ArgumentOutOfRangeException(nameof(width), $"{width} x {height} x {channels} bytes do not fit one picture.");
        if (pixels is not null && pixels.Length != size)
            throw new ArgumentException($"{width} x {height} x {channels} needs {size} bytes, {pixels.Length} were given.", nameof(pixels));
        (Width, Height, Channels) = (width, height, channels);
        Pixels = pixels ?? new byte[size];
    }

    /// <summary>Columns.</summary>
    public int Width { get; }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>1 grey, 2 grey and alpha, 3 RGB, 4 RGBA.</summary>
    public int Channels { get; }

    /// <summary>Height x width x channels bytes.</summary>
    public byte[] Pixels { get; }

    /// <summary>Bytes from one row to the next.</summary>
    public int Stride => Width * Channels;

    /// <summary>One row as a span of width x channels bytes.</summary>
    public Span<byte> Row(int y) => Pixels.AsSpan(y * Stride, Stride);
}
