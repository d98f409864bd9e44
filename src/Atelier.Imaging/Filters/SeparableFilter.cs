namespace Atelier.Imaging.Filters;

/// <summary>A filter of two kernels, across and down, on floats; sums are double.</summary>
internal static class SeparableFilter
{
    public static FloatPicture Run(FloatPicture picture, double[] across, double[] down, BorderRule border)
    {
        var columns = Border.Table(picture.Width, across.Length, border);
        var rows = Border.Table(picture.Height, down.Length, border);
        int channels = picture.Channels, stride = picture.Width * channels;
        var sums = new double[picture.Values.Length];
        for (var i = 0; i < sums.Length; i++)
        {
            var (row, taps, c) = (i / stride * stride, columns[i % stride / channels], i % channels);
            for (var k = 0; k < taps.Length; k++)
                sums[i] += taps[k] < 0 ? 0 : picture.Values[row + (taps[k] * channels) + c] * across[k];
        }

        var result = new FloatPicture(picture.Width, picture.Height, channels);
        var line = new double[stride];
        for (var y = 0; y < picture.Height; y++)
        {
            Array.Clear(line);
            for (var k = 0; k < down.Length; k++)
            {
                var at = rows[y][k] * stride;
                for (var i = 0; at >= 0 && i < stride; i++)
                    line[i] += sums[at + i] * down[k];
            }

            var to = result.Row(y);
            for (var i = 0; i < stride; i++)
                to[i] = (float)line[i];
        }

        return result;
    }
}
