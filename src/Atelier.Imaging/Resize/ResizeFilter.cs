namespace Atelier.Imaging;

/// <summary>The filters of Pillow's resize; all but nearest widen when shrinking, so that nothing is skipped.</summary>
public enum ResizeFilter
{
    /// <summary>One source pixel.</summary>
    Nearest,

    /// <summary>Mean of the covered pixels; support 0.5.</summary>
    Box,

    /// <summary>Triangle; support 1.</summary>
    Bilinear,

    /// <summary>Hamming-windowed sinc; support 1.</summary>
    Hamming,

    /// <summary>Cubic with a = -0.5; support 2.</summary>
    Bicubic,

    /// <summary>Lanczos-windowed sinc; support 3.</summary>
    Lanczos,
}
