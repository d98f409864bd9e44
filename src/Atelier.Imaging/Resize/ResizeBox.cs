namespace Atelier.Imaging;

/// <summary>A part of a picture in pixels, from its left and top edge.</summary>
/// <param name="Left">Left edge.</param>
/// <param name="Top">Top edge.</param>
/// <param name="Right">Right edge, not below the left.</param>
/// <param name="Bottom">Bottom edge, not below the top.</param>
public readonly record struct ResizeBox(double Left, double Top, double Right, double Bottom)
{
    internal static ResizeBox Whole(int width, int height) => new(0, 0, width, height);

    internal void Check(int width, int height)
    {
        if (!(Left >= 0 && Top >= 0 && Right <= width && Bottom <= height && Right >= Left && Bottom >= Top))
            throw new ArgumentException($"The box {this} does not lie inside the picture of {width} x {height}.");
    }
}
