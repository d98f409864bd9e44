using Atelier.Imaging;

namespace Atelier.Systems.TextToImage.Flux;

/// <summary>Sizes that FLUX.1 Kontext was trained with.</summary>
internal static class KontextSizes
{
    // About a million pixels at aspect ratios from 3:7 to 7:3.
    private static readonly (int Width, int Height)[] Trained =
    [
        (672, 1568), (688, 1504), (720, 1456), (752, 1392), (800, 1328), (832, 1248), (880, 1184), (944, 1104), (1024, 1024),
        (1104, 944), (1184, 880), (1248, 832), (1328, 800), (1392, 752), (1456, 720), (1504, 688), (1568, 672),
    ];

    private const int TrainedArea = 1024 * 1024;

    /// <summary>The size at which a model sees a picture: a trained one for models of their area, else about the model's own area.</summary>
    public static (int Width, int Height) For(Picture picture, TextToImageDefaults model) => model.Width * model.Height == TrainedArea
        ? Nearest(picture.Width, picture.Height)
        : OfArea(picture.Width, picture.Height, model.Width * model.Height, model.SizeStep);

    /// <summary>The trained size whose aspect ratio is nearest to a picture's.</summary>
    public static (int Width, int Height) Nearest(int width, int height) =>
        Trained.MinBy(t => (Math.Abs(((double)width / height) - ((double)t.Width / t.Height)), t.Width));

    /// <summary>A size of about some area in the aspect ratio of another, in multiples of a step.</summary>
    public static (int Width, int Height) OfArea(int width, int height, int area, int step)
    {
        var aspect = (double)width / height;
        int Down(double side) => (int)Math.Round(side) / step * step;
        return (Down(Math.Sqrt(area * aspect)), Down(Math.Sqrt(area / aspect)));
    }
}
