namespace Atelier.Imaging.OpenCv;

/// <summary>Means over the covered area, in float.</summary>
internal static class AreaResize
{
    private const double Nothing = 1e-3;

    public static Picture Run(Picture picture, int width, int height, double scaleX, double scaleY)
    {
        int blockX = (int)Math.Round(scaleX), blockY = (int)Math.Round(scaleY);
        var whole = Math.Abs(scaleX - blockX) < double.Epsilon && Math.Abs(scaleY - blockY) < double.Epsilon;
        return whole ? Blocks(picture, width, height, blockX, blockY) : Parts(picture, width, height, scaleX, scaleY);
    }

    private static Picture Blocks(Picture picture, int width, int height, int blockX, int blockY)
    {
        var result = new Picture(width, height, picture.Channels);
        var share = 1f / (blockX * blockY);
        for (var i = 0; i < result.Pixels.Length; i++)
        {
            var (y, x, c) = (i / result.Stride * blockY, i % result.Stride / picture.Channels * blockX, i % picture.Channels);
            var sum = 0;
            for (var row = y; row < y + blockY; row++)
            {
                for (var column = x; column < x + blockX; column++)
                    sum += picture.Pixels[(row * picture.Stride) + (column * picture.Channels) + c];
            }

            result.Pixels[i] = blockX == 2 && blockY == 2 ? (byte)((sum + 2) >> 2) : (byte)Math.Min(255, MathF.Round(sum * share));
        }

        return result;
    }

    private static Picture Parts(Picture picture, int width, int height, double scaleX, double scaleY)
    {
        var (across, down) = (Shares(picture.Width, width, scaleX), Shares(picture.Height, height, scaleY));
        var result = new Picture(width, height, picture.Channels);
        var sums = new float[result.Stride];
        for (var y = 0; y < height; y++)
        {
            Array.Clear(sums);
            foreach (var (row, share) in down[y])
                AddRow(picture.Row(row), picture.Channels, across, share, sums);
            for (var i = 0; i < sums.Length; i++)
                result.Row(y)[i] = (byte)Math.Clamp(MathF.Round(sums[i]), 0, 255);
        }

        return result;
    }

    private static void AddRow(ReadOnlySpan<byte> from, int channels, (int At, float Share)[][] across, float share, float[] sums)
    {
        for (var i = 0; i < sums.Length; i++)
        {
            var sum = 0f;
            foreach (var (column, part) in across[i / channels])
                sum += from[(column * channels) + (i % channels)] * part;
            sums[i] += share * sum;
        }
    }

    private static (int At, float Share)[][] Shares(int from, int to, double scale)
    {
        var result = new (int, float)[to][];
        for (var i = 0; i < to; i++)
        {
            double start = i * scale, end = start + scale, length = Math.Min(scale, from - start);
            var last = Math.Min((int)Math.Floor(end), from - 1);
            var first = Math.Min((int)Math.Ceiling(start), last);
            var shares = new List<(int, float)>();
            if (first - start > Nothing)
                shares.Add((first - 1, (float)((first - start) / length)));
            for (var k = first; k < last; k++)
                shares.Add((k, (float)(1 / length)));
            if (end - last > Nothing)
                shares.Add((last, (float)(Math.Min(Math.Min(end - last, 1), length) / length)));
            result[i] = [.. shares];
        }

        return result;
    }
}
