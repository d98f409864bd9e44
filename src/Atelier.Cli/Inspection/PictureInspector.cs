using Atelier.Imaging;

namespace Atelier.Cli.Inspection;

/// <summary>Reads a picture's size and texts, the parameters that made it among them.</summary>
internal static class PictureInspector
{
    public static FileDescription Inspect(string path)
    {
        var stored = PictureFile.Open(path);
        var texts = stored.Metadata.Text;
        return new FileDescription(path, $"{stored.Format} picture", new FileInfo(path).Length)
        {
            Width = stored.Pixels.Width,
            Height = stored.Pixels.Height,
            Summary = $"{stored.Pixels.Width} x {stored.Pixels.Height}, {ChannelNames[stored.Pixels.Channels - 1]}{Details(stored)}",
            Metadata = texts.Count > 0 ? texts.ToDictionary() : null,
        };
    }

    private static readonly string[] ChannelNames = ["grey", "grey and alpha", "RGB", "RGBA"];

    private static string Details(StoredPicture stored) => string.Concat(
        stored.Samples16 is null ? "" : ", 16 bits",
        stored.Frames > 1 ? $", {stored.Frames} frames" : "",
        stored.Metadata.IccProfile is null ? "" : ", with a colour profile",
        stored.Metadata.Orientation == 1 ? "" : $", orientation {stored.Metadata.Orientation}");
}
