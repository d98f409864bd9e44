using System.Numerics;

namespace Atelier.Imaging.Filters;

/// <summary>A filter of two kernels, across and down, in whole or floating numbers; nothing is rounded between.</summary>
internal static class SeparableFilter
{
    /// <summary>Filters interleaved values, row by row.</summary>
    public static T[] Run<T>(ReadOnlySpan<T> values, int width, int height, int channels, T[] across, T[] down, BorderRule border)
        where T : struct, INumber<T>
    {
        var stride = width * channels;
        var columns = Enumerable.Range(-(across.Length / 2), width + across.Length - 1).Select(x => Border.Inside(x, width, border)).ToArray();
        var sums = new T[values.Length];
        var padded = new T[columns.Length * channels];
        for (var y = 0; y < height; y++)
        {
            var row = values.Slice(y * stride, stride);
            for (var x = 0; x < columns.Length; x++)
            {
                for (var c = 0; c < channels && columns[x] >= 0; c++)
                    padded[(x * channels) + c] = row[(columns[x] * channels) + c];
            }

            for (var k = 0; k < across.Length; k++)
                AddScaled(padded.AsSpan(k * channels, stride), across[k], sums.AsSpan(y * stride, stride));
        }

        var result = new T[values.Length];
        for (var y = 0; y < height; y++)
        {
            for (var k = 0; k < down.Length; k++)
            {
                if (Border.Inside(y + k - (down.Length / 2), height, border) is var from and >= 0)
                    AddScaled(sums.AsSpan(from * stride, stride), down[k], result.AsSpan(y * stride, stride));
            }
        }

        return result;
    }

    /// <summary>Filters floats, summed in double.</summary>
    public static FloatPicture Run(FloatPicture picture, double[] across, double[] down, BorderRule border)
    {
        var values = Array.ConvertAll(picture.Values, value => (double)value);
        var result = Run<double>(values, picture.Width, picture.Height, picture.Channels, across, down, border);
        return new FloatPicture(picture.Width, picture.Height, picture.Channels, Array.ConvertAll(result, value => (float)value));
    }

    private static void AddScaled<T>(ReadOnlySpan<T> from, T factor, Span<T> to)
        where T : struct, INumber<T>
    {
        var i = 0;
        for (; i <= to.Length - Vector<T>.Count; i += Vector<T>.Count)
            (new Vector<T>(to[i..]) + (new Vector<T>(from[i..]) * factor)).CopyTo(to[i..]);
        for (; i < to.Length; i++)
            to[i] += from[i] * factor;
    }
}
