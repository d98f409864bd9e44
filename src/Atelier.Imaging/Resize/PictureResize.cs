using Atelier.Imaging.Resize;

namespace Atelier.Imaging;

/// <summary>Pillow's resize, byte for byte.</summary>
/// <remarks>
/// For each output pixel: centre = (i + 0.5) scale, taps within the filter's support (widened when shrinking), weights of sum 1
/// with 22 fractional bits; each of the two passes rounds to bytes. Alpha is multiplied in before and divided out after.
/// </remarks>
public static class PictureResize
{
    /// <summary>Resizes a picture.</summary>
    /// <param name="picture">The picture; with 2 or 4 channels the last is alpha.</param>
    /// <param name="width">New columns, at least 1.</param>
    /// <param name="height">New rows, at least 1.</param>
    /// <param name="filter">The filter.</param>
    /// <param name="options">Part, reduction, order of passes; null for the defaults.</param>
    /// <exception cref="ArgumentException">A size is below 1 or the part lies outside.</exception>
    public static Picture Resize(
        this Picture picture, int width, int height, ResizeFilter filter = ResizeFilter.Bicubic, ResizeOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(picture);
        options ??= ResizeOptions.Default;
        CheckSize(width, height);
        var whole = ResizeBox.Whole(picture.Width, picture.Height);
        var box = options.Box ?? whole;
        box.Check(picture.Width, picture.Height);
        if (width == picture.Width && height == picture.Height && box == whole)
            return new Picture(width, height, picture.Channels, [.. picture.Pixels]);
        if (filter == ResizeFilter.Nearest)
            return NearestPass.Run(picture, width, height, box);
        if (picture.Channels is 2 or 4)
            return AlphaProduct.Undo(Filtered(AlphaProduct.Apply(picture), width, height, box, filter, options.Passes));
        if (options.ReducingGap is { } gap)
            (picture, box) = BlockReduction.Before(picture, width, height, box, filter, gap);
        return Filtered(picture, width, height, box, filter, options.Passes);
    }

    /// <summary>Resizes floats (Pillow's mode F); sums are double, nothing is rounded or clipped.</summary>
    public static FloatPicture Resize(
        this FloatPicture picture, int width, int height, ResizeFilter filter = ResizeFilter.Bicubic, ResizeBox? part = null)
    {
        ArgumentNullException.ThrowIfNull(picture);
        CheckSize(width, height);
        var box = part ?? ResizeBox.Whole(picture.Width, picture.Height);
        box.Check(picture.Width, picture.Height);
        if (filter == ResizeFilter.Nearest)
            return NearestPass.Run(picture, width, height, box);
        var (across, down) = Weights(picture.Width, picture.Height, width, height, box, filter);
        if (across is not null)
            picture = FloatPass.Horizontal(picture, across);
        return down is null ? picture : FloatPass.Vertical(picture, down);
    }

    /// <summary>Resizes in linear light: what a camera with fewer, larger pixels would have seen.</summary>
    /// <remarks>Exact sRGB curve; colours weigh by their alpha; rounded once.</remarks>
    public static Picture ResizeLinear(this Picture picture, int width, int height, ResizeFilter filter = ResizeFilter.Bicubic)
    {
        ArgumentNullException.ThrowIfNull(picture);
        return LinearLight.FromPremultiplied(LinearLight.ToPremultiplied(picture).Resize(width, height, filter));
    }

    private static Picture Filtered(Picture picture, int width, int height, ResizeBox box, ResizeFilter filter, ResizePasses passes)
    {
        var (across, down) = Weights(picture.Width, picture.Height, width, height, box, filter);
        var downFirst = passes == ResizePasses.Pillow13 && height < picture.Height && picture.Height - height > 2 * (picture.Width - width);
        if (downFirst && down is not null)
            picture = BytePass.Vertical(picture, down, down.ToFixedPoint());
        if (across is not null)
            picture = BytePass.Horizontal(picture, across, across.ToFixedPoint());
        if (!downFirst && down is not null)
            picture = BytePass.Vertical(picture, down, down.ToFixedPoint());
        return picture;
    }

    /// <summary>The weights of each pass; null where a pass would change nothing.</summary>
    private static (ResizeWeights? Across, ResizeWeights? Down) Weights(
        int oldWidth, int oldHeight, int width, int height, ResizeBox box, ResizeFilter filter)
    {
        var kernel = FilterKernel.Of(filter);
        var across = width != oldWidth || box.Left != 0 || box.Right != oldWidth
            ? ResizeWeights.Make(oldWidth, (float)box.Left, Span(box.Left, box.Right) / width, width, kernel)
            : null;
        var down = height != oldHeight || box.Top != 0 || box.Bottom != oldHeight
            ? ResizeWeights.Make(oldHeight, (float)box.Top, Span(box.Top, box.Bottom) / height, height, kernel)
            : null;
        return (across, down);
    }

    /// <summary>Pillow keeps its boxes as float32.</summary>
    internal static double Span(double from, double to) => (float)to - (float)from;

    private static void CheckSize(int width, int height)
    {
        if (width < 1 || height < 1)
            throw new ArgumentException($"A picture has at least 1 x 1 pixels; {width} x {height} was asked for.");
    }
}
