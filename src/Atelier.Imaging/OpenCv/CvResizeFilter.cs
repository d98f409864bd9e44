namespace Atelier.Imaging;

/// <summary>The filters of OpenCV's resize.</summary>
public enum CvResizeFilter
{
    /// <summary>floor(i scale).</summary>
    Nearest,

    /// <summary>Two neighbours an axis, also when shrinking.</summary>
    Linear,

    /// <summary>Four neighbours an axis, a = -0.75, also when shrinking.</summary>
    Cubic,

    /// <summary>Mean of the covered area; a kind of linear when growing.</summary>
    Area,
}
