namespace Atelier.Imaging.Resize;

/// <summary>One pass of resizing floats, summed in double.</summary>
internal static class FloatPass
{
    public static FloatPicture Horizontal(FloatPicture picture, ResizeWeights weights)
    {
        var result = new FloatPicture(weights.Start.Length, picture.Height, picture.Channels);
        var channels = picture.Channels;
        for (var y = 0; y < picture.Height; y++)
        {
            ReadOnlySpan<float> from = picture.Row(y);
            var to = result.Row(y);
            for (var i = 0; i < to.Length; i++)
            {
                var taps = weights.Weights[i / channels];
                var at = (weights.Start[i / channels] * channels) + (i % channels);
                double sum = 0;
                foreach (var tap in taps)
                {
                    sum += from[at] * tap;
                    at += channels;
                }

                to[i] = (float)sum;
            }
        }

        return result;
    }

    public static FloatPicture Vertical(FloatPicture picture, ResizeWeights weights)
    {
        var result = new FloatPicture(picture.Width, weights.Start.Length, picture.Channels);
        var sums = new double[picture.Width * picture.Channels];
        for (var y = 0; y < result.Height; y++)
        {
            Array.Clear(sums);
            for (var k = 0; k < weights.Weights[y].Length; k++)
            {
                ReadOnlySpan<float> from = picture.Row(weights.Start[y] + k);
                var tap = weights.Weights[y][k];
                for (var i = 0; i < sums.Length; i++)
                    sums[i] += from[i] * tap;
            }

            var to = result.Row(y);
            for (var i = 0; i < sums.Length; i++)
                to[i] = (float)sums[i];
        }

        return result;
    }
}
