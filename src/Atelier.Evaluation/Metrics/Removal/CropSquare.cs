using Atelier.Imaging;

namespace Atelier.Evaluation.Metrics.Removal;

/// <summary>The square around a mask that ReMOVE's crop mode looks at; it may reach over the picture's right or lower edge, where it is cut.</summary>
/// <param name="X">First column.</param>
/// <param name="Y">First row.</param>
/// <param name="Size">Side in pixels.</param>
public readonly record struct CropSquare(int X, int Y, int Size)
{
    private const int Margin = 16;

    /// <summary>The square: as wide as the longer side of the mask's box, and 16 pixels more on all sides where there is room, else as many as there are.</summary>
    /// <exception cref="ArgumentException">The mask is empty.</exception>
    public static CropSquare Around(Mask mask)
    {
        var box = mask.Bounds() ?? throw new ArgumentException("The mask has no pixel; a removed region is needed.");
        int right = box.Right - 1, bottom = box.Bottom - 1;
        var fits = box.Left >= Margin && box.Top >= Margin && bottom + Margin <= mask.Height && right + Margin <= mask.Width;
        var margin = fits ? Margin : Math.Max(0, Math.Min(Math.Min(box.Left, box.Top), Math.Min(mask.Height - bottom, mask.Width - right)));
        return new(box.Left - margin, box.Top - margin, Math.Max(box.Width, box.Height) + (2 * margin));
    }

    /// <summary>The part of the square inside a picture.</summary>
    public PixelBox Within(int width, int height) => new(X, Y, Math.Min(width, X + Size), Math.Min(height, Y + Size));
}
