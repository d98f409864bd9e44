namespace Atelier.Imaging;

/// <summary>The kinds of picture files that can be read; all but GIF and TIFF can be written.</summary>
public enum PictureFormat
{
    /// <summary>Portable Network Graphics, 8 or 16 bits.</summary>
    Png,

    /// <summary>JPEG, baseline or progressive, 8 bits.</summary>
    Jpeg,

    /// <summary>WebP, lossy or lossless.</summary>
    WebP,

    /// <summary>Windows bitmap, uncompressed.</summary>
    Bmp,

    /// <summary>GIF, first frame.</summary>
    Gif,

    /// <summary>TIFF, first page; uncompressed, LZW, Deflate or PackBits strips.</summary>
    Tiff,
}
