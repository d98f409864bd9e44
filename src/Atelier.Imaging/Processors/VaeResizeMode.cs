namespace Atelier.Imaging;

/// <summary>How a picture is brought to another aspect ratio.</summary>
public enum VaeResizeMode
{
    /// <summary>Stretched.</summary>
    Default,

    /// <summary>Scaled to fit and centred; the borders are the outermost rows or columns stretched.</summary>
    Fill,

    /// <summary>Scaled to cover and centred.</summary>
    Crop,
}
