using System.Text;
using Atelier.Imaging.Files;

namespace Atelier.Imaging.Charts;

/// <summary>Writes charts.</summary>
internal static class ChartFile
{
    /// <summary>Writes a chart; the ending .svg or that of a picture format names the kind.</summary>
    public static void Save(string path, Func<string> document, Func<Picture> picture)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (Path.GetExtension(path).Equals(".svg", StringComparison.OrdinalIgnoreCase))
            AtomicFile.Write(path, Encoding.UTF8.GetBytes(document()));
        else
            PictureFile.Save(picture(), path);
    }
}
