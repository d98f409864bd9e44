namespace Atelier.Imaging.OpenCv;

/// <summary>Linear with weights of 11 fractional bits; <c>area</c> when growing is linear at other coordinates.</summary>
internal static class LinearResize
{
    private const int Bits = 11;

    public static Picture Run(Picture picture, int width, int height, double scaleX, double scaleY, bool area)
    {
        var (across, down) = (Pairs(picture.Width, width, scaleX, area), Pairs(picture.Height, height, scaleY, area));
        var channels = picture.Channels;
        var stride = width * channels;
        var sums = new int[picture.Height * stride];
        for (var i = 0; i < sums.Length; i++)
        {
            var tap = across[i % stride / channels];
            // beyond the edge the horizontal pass takes the edge pixel with its whole weight, the vertical one does not
            var weight = tap.Low < 0 || tap.Low >= picture.Width - 1 ? 0 : tap.Weight;
            var (low, high) = tap.Inside(picture.Width);
            var (row, c) = (i / stride * picture.Stride, i % channels);
            sums[i] = (picture.Pixels[row + (low * channels) + c] * ((1 << Bits) - weight)) + (picture.Pixels[row + (high * channels) + c] * weight);
        }

        var result = new Picture(width, height, channels);
        for (var i = 0; i < result.Pixels.Length; i++)
        {
            var tap = down[i / stride];
            var (low, high) = tap.Inside(picture.Height);
            // the bits that 16-bit multiplication drops are part of the result
            var one = ((1 << Bits) - tap.Weight) * (sums[(low * stride) + (i % stride)] >> 4) >> 16;
            var two = tap.Weight * (sums[(high * stride) + (i % stride)] >> 4) >> 16;
            result.Pixels[i] = (byte)Math.Clamp((one + two + 2) >> 2, 0, 255);
        }

        return result;
    }

    private static Pair[] Pairs(int from, int to, double scale, bool area)
    {
        var result = new Pair[to];
        for (var i = 0; i < to; i++)
        {
            var source = (float)(((i + 0.5) * scale) - 0.5);
            var low = (int)MathF.Floor(source);
            var part = source - low;
            if (area)
            {
                low = (int)Math.Floor(i * scale);
                part = (float)(i + 1 - ((low + 1) * (1 / scale)));
                part = part <= 0 ? 0 : part - MathF.Floor(part);
            }

            result[i] = new Pair(low, (int)MathF.Round(part * (1 << Bits)));
        }

        return result;
    }

    private readonly record struct Pair(int Low, int Weight)
    {
        public (int Low, int High) Inside(int size) => (Math.Clamp(Low, 0, size - 1), Math.Clamp(Low + 1, 0, size - 1));
    }
}
