using Atelier.Imaging.Files.Png;

namespace Atelier.Imaging.Files;

/// <summary>Encodes a picture in the asked format.</summary>
internal static class PictureWriter
{
    public static byte[] Write(Picture picture, SaveOptions options) => (options.Format ?? PictureFormat.Png) switch
    {
        PictureFormat.Png => PngWriter.Write(picture, options),
        var other => throw new ArgumentException($"{other} files can be read but not written."),
    };
}
