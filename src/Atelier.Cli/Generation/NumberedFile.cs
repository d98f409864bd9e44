using System.Globalization;
using Atelier.Imaging;

namespace Atelier.Cli.Generation;

/// <summary>Stores pictures under names that nobody chose: none takes another picture's place.</summary>
internal static class NumberedFile
{
    /// <summary>Stores a picture; where another one has its name it gets a number (<c>atelier-7-2.png</c>). The same picture again keeps its name.</summary>
    /// <param name="picture">The picture.</param>
    /// <param name="options">How it is written.</param>
    /// <param name="name">The path with a number, which is empty at first, before the ending.</param>
    /// <returns>The file.</returns>
    public static string Save(Picture picture, SaveOptions options, Func<string, string> name)
    {
        var path = name("");
        if (File.Exists(path))
        {
            var bytes = PictureFile.Encode(picture, options with { Format = PictureFile.FormatOf(path) });
            for (var number = 2; File.Exists(path); number++)
            {
                if (Holds(path, bytes))
                    return path;
                path = name($"-{number.ToString(CultureInfo.InvariantCulture)}");
            }
        }

        PictureFile.Save(picture, path, options);
        return path;
    }

    private static bool Holds(string path, byte[] bytes) => new FileInfo(path).Length == bytes.Length && File.ReadAllBytes(path).AsSpan().SequenceEqual(bytes);
}
