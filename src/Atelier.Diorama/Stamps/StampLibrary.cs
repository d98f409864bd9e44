using System.Collections.Concurrent;
using System.Globalization;
using Atelier.Diorama.Materials;
using Atelier.Diorama.Scenes;

namespace Atelier.Diorama.Stamps;

/// <summary>The curated cut-outs that this machine has (Debian package <c>tuxpaint-stamps-default</c>).</summary>
/// <remarks>
/// The list of pictures and nouns is part of this library; the pictures are not. The folder is found through
/// <c>ATELIER_STAMPS</c> or at the package's place. Without it, the world has solids only.
/// </remarks>
internal static class StampLibrary
{
    private const string PackageFolder = "/usr/share/tuxpaint/stamps";
    private static readonly ConcurrentDictionary<string, Lazy<Stamp>> Loaded = new();
    private static readonly Lazy<IReadOnlyList<StampFile>> Present = new(FindPresent);

    /// <summary>The folder of the pictures; it need not exist.</summary>
    public static string Folder { get; } = Environment.GetEnvironmentVariable("ATELIER_STAMPS") is { Length: > 0 } given ? given : PackageFolder;

    /// <summary>The pictures of the list that are installed and readable here.</summary>
    public static IReadOnlyList<StampFile> Files => Present.Value;

    /// <summary>All nouns of the list, whether installed or not.</summary>
    public static IReadOnlyList<ObjectClass> Nouns { get; } =
        [.. ResourceTable.Rows("nouns.tsv").Select(row => new ObjectClass(
            row[0], row[1], IsSolid: false, Number(row[2]), Number(row[3]), Number(row[4]), Enum.Parse<TintMode>(row[5]), HasSides: row.Length > 6))];

    /// <summary>The whole list.</summary>
    public static IReadOnlyList<StampFile> List { get; } =
        [.. ResourceTable.Rows("stamps.tsv").Select(row => new StampFile(row[0], row[1], row[2] == "-" ? null : Palette.Parse(row[2])))];

    /// <summary>Reads a picture once; later calls share it.</summary>
    public static Stamp Load(string path) =>
        Loaded.GetOrAdd(path, static path => new Lazy<Stamp>(() => Stamp.Read(Path.Combine(Folder, path)))).Value;

    private static StampFile[] FindPresent()
    {
        var vector = SvgRasteriser.IsAvailable;
        return [.. List.Where(file =>
            (vector || !file.Path.EndsWith(".svg", StringComparison.Ordinal)) && File.Exists(Path.Combine(Folder, file.Path)))];
    }

    private static float Number(string text) => float.Parse(text, CultureInfo.InvariantCulture);
}
