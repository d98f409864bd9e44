namespace Atelier.Imaging;

/// <summary>The modes of torch's <c>interpolate</c>; linear stands for linear, bilinear and trilinear, cubic for bicubic.</summary>
public enum InterpolationMode
{
    /// <summary>floor(i scale), in float32.</summary>
    Nearest,

    /// <summary>floor((i + 0.5) scale), in float32.</summary>
    NearestExact,

    /// <summary>Adaptive average pooling.</summary>
    Area,

    /// <summary>Two neighbours an axis.</summary>
    Linear,

    /// <summary>Four neighbours an axis; a = -0.75, with antialias -0.5.</summary>
    Cubic,
}
