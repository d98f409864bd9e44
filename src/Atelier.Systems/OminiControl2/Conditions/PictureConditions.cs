using Atelier.Imaging;
using Atelier.Systems.OminiControl2.Adapters;

namespace Atelier.Systems.OminiControl2.Conditions;

/// <summary>Conditions that follow from a picture alone.</summary>
public static class PictureConditions
{
    /// <summary>Canny's lower threshold, as the published trainer has it.</summary>
    public const int CannyLow = 100;

    /// <summary>Canny's upper threshold.</summary>
    public const int CannyHigh = 200;

    /// <summary>Radius of the blur where none is said, pixels at 512 pixels on the shorter side.</summary>
    public const double UsualBlur = 8;

    /// <summary>Whether <see cref="Of"/> makes the condition of a task.</summary>
    public static bool Makes(ControlTask task) => task is ControlTask.Edges or ControlTask.Colourise or ControlTask.Deblur or ControlTask.Subject;

    /// <summary>Whether the condition pictures of a task are drawings that mean something by their greys alone.</summary>
    public static bool AreGrey(ControlTask task) => task is ControlTask.Edges or ControlTask.Geometry or ControlTask.Depth;

    /// <summary>Whether the condition pictures of a task are maps, on which black is nothing.</summary>
    public static bool AreMaps(ControlTask task) => AreGrey(task) || task == ControlTask.Segmentation;

    /// <summary>The condition of a task.</summary>
    /// <param name="task">One that <see cref="Makes"/>.</param>
    /// <param name="picture">Any picture; alpha is dropped.</param>
    /// <param name="blur">Radius for deblurring, pixels at 512 pixels on the shorter side.</param>
    /// <returns>RGB, as large.</returns>
    /// <exception cref="ArgumentException">The picture alone does not say.</exception>
    public static Picture Of(ControlTask task, Picture picture, double blur = UsualBlur) => task switch
    {
        ControlTask.Edges => Canny.Detect(picture, CannyLow, CannyHigh).ToRgb(),
        ControlTask.Colourise => picture.ToGrey().ToRgb(),
        ControlTask.Deblur => picture.ToRgb().BlurPillow(blur * Math.Min(picture.Width, picture.Height) / 512),
        ControlTask.Subject => picture.ToRgb(),
        _ => throw new ArgumentException($"{task.Name()} does not follow from a picture alone."),
    };

    /// <summary>The picture with unknown pixels black.</summary>
    public static Picture WithHole(Picture picture, Mask unknown)
    {
        var result = new Picture(picture.Width, picture.Height, 3, [.. picture.ToRgb().Pixels]);
        for (var i = 0; i < unknown.Cells.Length; i++)
        {
            if (unknown.Cells[i] != 0)
                result.Pixels.AsSpan(i * 3, 3).Clear();
        }

        return result;
    }
}
