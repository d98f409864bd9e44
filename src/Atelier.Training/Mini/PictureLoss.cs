using Atelier.Torch;

namespace Atelier.Training.Mini;

/// <summary>Differences of pictures beyond single pixels.</summary>
internal static class PictureLoss
{
    private const int Scales = 3;

    /// <summary>Mean absolute difference of horizontal and vertical steps, over three scales. [B, C, H, W]</summary>
    public static Tensor Edges(Tensor a, Tensor b)
    {
        var difference = a - b; // steps are linear, so the difference of steps is a step of the difference
        var total = Steps(difference);
        for (var i = 1; i < Scales && difference.Size(2) >= 4 && difference.Size(3) >= 4; i++)
        {
            difference = difference.AvgPool2d(2, 2);
            total = total + Steps(difference);
        }

        return total / Scales;
    }

    private static Tensor Steps(Tensor x)
    {
        var (height, width) = (x.Size(2), x.Size(3));
        var right = x.Narrow(3, 1, width - 1) - x.Narrow(3, 0, width - 1);
        var down = x.Narrow(2, 1, height - 1) - x.Narrow(2, 0, height - 1);
        return right.Abs().Mean() + down.Abs().Mean();
    }
}
