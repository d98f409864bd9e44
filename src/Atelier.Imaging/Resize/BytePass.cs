namespace Atelier.Imaging.Resize;

/// <summary>One pass of resizing bytes in fixed point, rounded and clipped to bytes.</summary>
internal static class BytePass
{
    public static Picture Horizontal(Picture picture, ResizeWeights weights, (int[][] Weights, int Bits) table)
    {
        var result = new Picture(weights.Start.Length, picture.Height, picture.Channels);
        var channels = picture.Channels;
        var half = 1 << (table.Bits - 1);
        for (var y = 0; y < picture.Height; y++)
        {
            ReadOnlySpan<byte> from = picture.Row(y);
            var to = result.Row(y);
            for (var x = 0; x < result.Width; x++)
            {
                var taps = table.Weights[x];
                var first = weights.Start[x] * channels;
                for (var c = 0; c < channels; c++)
                {
                    var sum = half;
                    var at = first + c;
                    foreach (var tap in taps)
                    {
                        sum += from[at] * tap;
                        at += channels;
                    }

                    to[(x * channels) + c] = Clip(sum >> table.Bits);
                }
            }
        }

        return result;
    }

    public static Picture Vertical(Picture picture, ResizeWeights weights, (int[][] Weights, int Bits) table)
    {
        var result = new Picture(picture.Width, weights.Start.Length, picture.Channels);
        var sums = new int[picture.Stride];
        for (var y = 0; y < result.Height; y++)
        {
            Array.Fill(sums, 1 << (table.Bits - 1));
            for (var k = 0; k < table.Weights[y].Length; k++)
            {
                ReadOnlySpan<byte> from = picture.Row(weights.Start[y] + k);
                var tap = table.Weights[y][k];
                for (var i = 0; i < sums.Length; i++)
                    sums[i] += from[i] * tap;
            }

            var to = result.Row(y);
            for (var i = 0; i < sums.Length; i++)
                to[i] = Clip(sums[i] >> table.Bits);
        }

        return result;
    }

    private static byte Clip(int value) => (byte)Math.Clamp(value, 0, 255);
}
