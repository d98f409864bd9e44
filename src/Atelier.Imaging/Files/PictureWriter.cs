using Atelier.Imaging.Files.Bmp;
using Atelier.Imaging.Files.Jpeg;
using Atelier.Imaging.Files.Png;
using Atelier.Imaging.Files.WebP;

namespace Atelier.Imaging.Files;

/// <summary>Encodes a picture in the asked format.</summary>
internal static class PictureWriter
{
    public static byte[] Write(Picture picture, SaveOptions options) => (options.Format ?? PictureFormat.Png) switch
    {
        PictureFormat.Png => PngWriter.Write(picture, options),
        PictureFormat.Jpeg => JpegWriter.Write(picture, options),
        PictureFormat.WebP => WebPWriter.Write(picture, options),
        PictureFormat.Bmp => BmpWriter.Write(picture),
        var other => throw new ArgumentException($"{other} files can be read but not written; PNG, JPEG, WebP and BMP can."),
    };
}
