namespace Atelier.Imaging.Compositing;

/// <summary>The box of a clone: guiding gradients, and the Poisson equation with the target on the border.</summary>
internal sealed class CloneBox(Picture target, Picture patch, Mask mask, CloneMode mode)
{
    private readonly int _width = target.Width;
    private readonly int _height = target.Height;
    private readonly Picture _grey = mode == CloneMode.Monochrome ? BgrGrey(patch) : patch;

    /// <summary>Width x height values of one channel; only those inside the border are meant.</summary>
    public double[] Solve(int channel)
    {
        var (across, down) = Guide(channel);
        int w = _width - 2, h = _height - 2;
        var values = new double[_width * _height];
        if (w < 1 || h < 1)
            return values;
        var right = new double[w * h];
        for (var i = 0; i < right.Length; i++)
        {
            int x = (i % w) + 1, y = (i / w) + 1, at = (y * _width) + x;
            right[i] = across[at] - across[at - 1] + down[at] - down[at - _width]
                - Border(x - 1, y, channel) - Border(x + 1, y, channel) - Border(x, y - 1, channel) - Border(x, y + 1, channel);
        }

        var inner = SineTransform.SolvePoisson(right, w, h);
        for (var i = 0; i < inner.Length; i++)
            values[(((i / w) + 1) * _width) + (i % w) + 1] = inner[i];
        return values;
    }

    /// <summary>Forward differences: the patch's inside the mask, the target's outside.</summary>
    private (double[] Across, double[] Down) Guide(int channel)
    {
        var (across, down) = (new double[_width * _height], new double[_width * _height]);
        var patchChannel = mode == CloneMode.Monochrome ? 0 : channel;
        for (var i = 0; i < across.Length; i++)
        {
            int x = i % _width, y = i / _width;
            var (dx, dy) = Differences(target, x, y, channel);
            if (mask.Cells[i] != 0)
            {
                var (px, py) = Differences(_grey, x, y, patchChannel);
                if (mode != CloneMode.Mixed || Math.Abs(px - py) > Math.Abs(dx - dy))
                    (dx, dy) = (px, py);
            }

            (across[i], down[i]) = (dx, dy);
        }

        return (across, down);
    }

    private static (int X, int Y) Differences(Picture picture, int x, int y, int channel)
    {
        int here = Value(x, y);
        return (Value(x + 1 < picture.Width ? x + 1 : Math.Max(0, x - 1), y) - here, Value(x, y + 1 < picture.Height ? y + 1 : Math.Max(0, y - 1)) - here);

        int Value(int column, int row) => picture.Pixels[(((row * picture.Width) + column) * picture.Channels) + channel];
    }

    private double Border(int x, int y, int channel) =>
        x == 0 || y == 0 || x == _width - 1 || y == _height - 1 ? target.Pixels[(((y * _width) + x) * 3) + channel] : 0;

    /// <remarks>OpenCV takes the first channel for blue, whatever it is.</remarks>
    private static Picture BgrGrey(Picture patch)
    {
        var swapped = new Picture(patch.Width, patch.Height, 3);
        for (var i = 0; i < patch.Pixels.Length; i += 3)
            (swapped.Pixels[i], swapped.Pixels[i + 1], swapped.Pixels[i + 2]) = (patch.Pixels[i + 2], patch.Pixels[i + 1], patch.Pixels[i]);
        return CvColour.ToGrey(swapped);
    }
}
