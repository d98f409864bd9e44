using Atelier.Imaging;
using Atelier.Torch;

namespace Atelier.Evaluation.Metrics.Removal;

/// <summary>
/// ReMOVE: how alike the removed region and the rest of the picture are to an image encoder. Needs no reference picture; higher is better.
/// (Chandrasekar et al. 2024, arXiv 2409.00707)
/// </summary>
/// <remarks>
/// The published numbers are of SAM ViT-H. Its grid of features covers the picture padded to a square, the mask does not: only squares, and so
/// crops, are exact. It cannot tell a hallucinated object from a clean fill that is alike.
/// </remarks>
/// <param name="encoder">The feature map of a picture, [C, 64, 64].</param>
public sealed class ReMoveScore(Func<Picture, Tensor> encoder)
{
    private const int Grid = 64;
    private const byte Member = 255;

    /// <summary>The score of the whole picture.</summary>
    /// <param name="picture">After the edit.</param>
    /// <param name="mask">Grey, of the same size; only what is 255 after the resize to the grid counts.</param>
    /// <exception cref="ArgumentException">A size differs, or nothing or everything is 255 on the grid.</exception>
    public ReMoveResult Of(Picture picture, Picture mask)
    {
        Check(picture, mask);
        var cells = mask.Resize(Grid, Grid, options: new() { Passes = ResizePasses.Pillow13 }).Pixels;
        var region = new Mask(Grid, Grid, Array.ConvertAll(cells, c => (byte)(c == Member ? 1 : 0)));
        if (region.Area is 0 or Grid * Grid)
            throw new ArgumentException($"{region.Area} of {Grid * Grid} cells are wholly inside the mask; some must be, and some must not.");
        using var scope = Tensor.Scope();
        var features = encoder(picture);
        if (features.Rank != 3 || features.Size(1) != Grid || features.Size(2) != Grid)
            throw new ArgumentException($"Features are [channels, {Grid}, {Grid}], not {features.Describe()}.");
        var rows = features.To(ScalarType.Float64).Flatten(1); // [C, cells]
        var inside = Tensor.From(region.Cells, Grid * Grid).To(ScalarType.Float64);
        var foreground = (rows * inside).Sum([1]) / region.Area;
        var background = (rows * (1 - inside)).Sum([1]) / ((Grid * Grid) - region.Area);
        var score = ((foreground * background).Sum() / (foreground.Norm() * background.Norm())).Item();
        return new(score, scope.Keep(foreground), scope.Keep(background), region, picture);
    }

    /// <summary>The score of the square around the mask, so that small regions count.</summary>
    /// <param name="picture">After the edit.</param>
    /// <param name="mask">Grey, of the same size; the square is laid around what is 255.</param>
    /// <exception cref="ArgumentException">A size differs, nothing is 255, or nothing or everything is on the grid.</exception>
    public ReMoveResult OfCrop(Picture picture, Picture mask)
    {
        Check(picture, mask);
        var box = CropSquare.Around(Mask.From(mask, Member)).Within(picture.Width, picture.Height);
        return Of(picture.Crop(box), mask.Crop(box));
    }

    private static void Check(Picture picture, Picture mask)
    {
        if (mask.Channels != 1 || mask.Width != picture.Width || mask.Height != picture.Height)
            throw new ArgumentException($"The mask is {mask.Width} x {mask.Height} x {mask.Channels}; grey of {picture.Width} x {picture.Height} is needed.");
    }
}
