namespace Atelier.Imaging;

/// <summary>A picture of floats: rows from the top, channels interleaved; for depth, soft masks and linear light.</summary>
public sealed class FloatPicture
{
    /// <summary>Makes a picture over <paramref name="values"/>, or one of zeros.</summary>
    /// <param name="width">Columns, at least 1.</param>
    /// <param name="height">Rows, at least 1.</param>
    /// <param name="channels">At least 1.</param>
    /// <param name="values">height x width x channels values; kept, not copied.</param>
    /// <exception cref="ArgumentException">A size is out of range or the array has another length.</exception>
    public FloatPicture(int width, int height, int channels, float[]? values = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(channels, 1);
        var size = checked((long)width * height * channels);
        if (size > Array.MaxLength)
            throw new ArgumentOutOfRangeException(nameof(width), $"{width} x {height} x {channels} floats do not fit one picture.");
        if (values is not null && values.Length != size)
            throw new ArgumentException($"{width} x {height} x {channels} needs {size} values, {values.Length} were given.", nameof(values));
        (Width, Height, Channels) = (width, height, channels);
        Values = values ?? new float[size];
    }

    /// <summary>Columns.</summary>
    public int Width { get; }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>Values of a pixel.</summary>
    public int Channels { get; }

    /// <summary>Height x width x channels values.</summary>
    public float[] Values { get; }

    /// <summary>One row as a span of width x channels values.</summary>
    public Span<float> Row(int y) => Values.AsSpan(y * Width * Channels, Width * Channels);

    /// <summary>Bytes as value / 255.</summary>
    public static FloatPicture From(Picture picture)
    {
        ArgumentNullException.ThrowIfNull(picture);
        return new FloatPicture(picture.Width, picture.Height, picture.Channels, Array.ConvertAll(picture.Pixels, value => value / 255f));
    }

    /// <summary>Values 0..1 as bytes: clamped, times 255, rounded half to even.</summary>
    /// <exception cref="InvalidOperationException">There are more than 4 channels.</exception>
    public Picture ToPicture()
    {
        if (Channels > 4)
            throw new InvalidOperationException($"A picture has 1 to 4 channels; these values have {Channels}.");
        return new Picture(Width, Height, Channels, Array.ConvertAll(Values, value => (byte)MathF.Round(Math.Clamp(value, 0, 1) * 255)));
    }
}
