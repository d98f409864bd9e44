namespace Atelier.Imaging;

/// <summary>Gradient-domain blending (Perez, Gangnet and Blake 2003), exactly on the mask.</summary>
/// <remarks>
/// Inside the mask the differences of 4-neighbours are the source's, outside the target stays as it is: 4 f(p) minus the sum of f over
/// the neighbours equals the sum of guiding differences, solved by conjugate gradients to 1e-10 of the right side.
/// </remarks>
public static class PoissonBlend
{
    private static readonly (int X, int Y)[] Neighbours = [(1, 0), (-1, 0), (0, 1), (0, -1)];

    /// <summary>Blends a source into a target.</summary>
    /// <param name="source">What is put in.</param>
    /// <param name="target">As many channels.</param>
    /// <param name="mask">The source's size; members must lie inside source and target, not at the border of either.</param>
    /// <param name="left">Column of the source's left edge in the target.</param>
    /// <param name="top">Row of the source's upper edge in the target.</param>
    /// <param name="mixed">Whether the stronger difference of source and target guides, the source's where equal.</param>
    /// <returns>The target's size, 0..255, not rounded or clipped.</returns>
    public static FloatPicture Solve(Picture source, Picture target, Mask mask, int left, int top, bool mixed = false)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(mask);
        if (source.Channels != target.Channels || mask.Width != source.Width || mask.Height != source.Height)
            throw new ArgumentException("Source and target need equal channels, source and mask equal sizes.");
        var result = new FloatPicture(target.Width, target.Height, target.Channels, Array.ConvertAll(target.Pixels, v => (float)v));
        var members = Enumerable.Range(0, mask.Cells.Length).Where(i => mask.Cells[i] != 0).ToArray();
        var number = new int[mask.Cells.Length];
        for (var i = 0; i < members.Length; i++)
        {
            int x = members[i] % mask.Width, y = members[i] / mask.Width;
            if (x == 0 || y == 0 || x == mask.Width - 1 || y == mask.Height - 1
                || x + left < 1 || y + top < 1 || x + left >= target.Width - 1 || y + top >= target.Height - 1)
                throw new ArgumentException($"The mask's pixel {x}, {y} lies at or outside the border of source or target.");
            number[members[i]] = i + 1;
        }

        var links = members.SelectMany(m => Neighbours.Select(n => number[m + n.X + (n.Y * mask.Width)] - 1)).ToArray();
        for (var c = 0; c < target.Channels && members.Length > 0; c++)
        {
            var (right, start) = RightSide(source, target, mask, members, left, top, mixed, c);
            var solution = ConjugateGradients(links, right, start);
            for (var i = 0; i < members.Length; i++)
                result.Values[At(target, members[i], mask.Width, left, top, c)] = (float)solution[i];
        }

        return result;
    }

    private static (double[] Right, double[] Start) RightSide(
        Picture source, Picture target, Mask mask, int[] members, int left, int top, bool mixed, int channel)
    {
        var (right, start) = (new double[members.Length], new double[members.Length]);
        for (var i = 0; i < members.Length; i++)
        {
            var here = At(target, members[i], mask.Width, left, top, channel);
            start[i] = target.Pixels[here];
            foreach (var (dx, dy) in Neighbours)
            {
                var next = members[i] + dx + (dy * mask.Width);
                var there = At(target, next, mask.Width, left, top, channel);
                var difference = source.Pixels[(members[i] * source.Channels) + channel] - source.Pixels[(next * source.Channels) + channel];
                var other = target.Pixels[here] - target.Pixels[there];
                right[i] += mixed && Math.Abs(other) > Math.Abs(difference) ? other : difference;
                right[i] += mask.Cells[next] == 0 ? target.Pixels[there] : 0;
            }
        }

        return (right, start);
    }

    private static int At(Picture target, int place, int width, int left, int top, int channel) =>
        ((((place / width) + top) * target.Width) + (place % width) + left) * target.Channels + channel;

    private static double[] ConjugateGradients(int[] links, double[] right, double[] x)
    {
        var residual = new double[x.Length];
        var product = Multiply(links, x);
        for (var i = 0; i < x.Length; i++)
            residual[i] = right[i] - product[i];
        var direction = (double[])residual.Clone();
        var size = Dot(residual, residual);
        var enough = 1e-20 * Math.Max(1, Dot(right, right));
        for (var step = 0; size > enough && step < 20 * x.Length; step++)
        {
            product = Multiply(links, direction);
            var length = size / Dot(direction, product);
            for (var i = 0; i < x.Length; i++)
            {
                x[i] += length * direction[i];
                residual[i] -= length * product[i];
            }

            var next = Dot(residual, residual);
            for (var i = 0; i < x.Length; i++)
                direction[i] = residual[i] + (next / size * direction[i]);
            size = next;
        }

        return x;
    }

    private static double[] Multiply(int[] links, double[] x)
    {
        var result = new double[x.Length];
        for (var i = 0; i < x.Length; i++)
        {
            result[i] = 4 * x[i];
            for (var n = 4 * i; n < (4 * i) + 4; n++)
                result[i] -= links[n] >= 0 ? x[links[n]] : 0;
        }

        return result;
    }

    private static double Dot(double[] a, double[] b)
    {
        double sum = 0;
        for (var i = 0; i < a.Length; i++)
            sum += a[i] * b[i];
        return sum;
    }
}
