using System.Globalization;
using Atelier.Cli.Shell;

namespace Atelier.Cli.Generation;

/// <summary>Names of the files that pictures go to.</summary>
internal sealed class PictureTarget
{
    private static readonly string[] Formats = ["png", "jpg", "webp"];

    private readonly string _folder;
    private readonly string _stem;
    private readonly string _ending;
    private readonly bool _hasSeed;

    private PictureTarget(string folder, string stem, string ending, bool hasSeed) => (_folder, _stem, _ending, _hasSeed) = (folder, stem, ending, hasSeed);

    /// <summary>Decides from what was asked.</summary>
    /// <param name="path">A file, or a folder (one that exists, or ends in a slash); null for the current folder.</param>
    /// <param name="format">png, jpg or webp; null takes the file's ending.</param>
    /// <param name="count">Pictures; several get their seeds into their names.</param>
    /// <param name="name">What stands before the seed where no file is named.</param>
    /// <exception cref="UsageException">The ending is no picture's, or contradicts the format.</exception>
    public static PictureTarget Choose(string? path, string? format, int count, string name = "atelier")
    {
        if (format is not null && !Formats.Contains(format))
            throw new UsageException($"--format is {string.Join(", ", Formats)}; '{format}' was given.");
        if (path is null)
            return new("", $"{name}-", format ?? Formats[0], hasSeed: true);
        if (path.Length == 0)
            throw new UsageException("--out is a file or a folder; an empty name was given.");
        // A folder: one that is there, one that is spelt as one, or a new name without any ending for several pictures.
        if (Directory.Exists(path) || path.EndsWith('/') || (count > 1 && Path.GetExtension(path).Length == 0))
            return new(path, $"{name}-", format ?? Formats[0], hasSeed: true);
        var ending = Path.GetExtension(path).TrimStart('.').ToLowerInvariant();
        var known = ending == "jpeg" ? "jpg" : ending;
        if (!Formats.Contains(known))
            throw new UsageException($"--out ends in .{string.Join(", .", Formats)} or names a folder; '{path}' was given.");
        if (format is not null && format != known)
            throw new UsageException($"--out '{path}' and --format {format} contradict each other.");
        var stem = Path.GetFileNameWithoutExtension(path);
        return new(Path.GetDirectoryName(path) ?? "", count > 1 ? $"{stem}-" : stem, Path.GetExtension(path).TrimStart('.'), hasSeed: count > 1);
    }

    /// <summary>The file of the picture with a seed.</summary>
    public string FileOf(long seed) =>
        Path.Combine(_folder, $"{_stem}{(_hasSeed ? seed.ToString(CultureInfo.InvariantCulture) : "")}.{_ending}");

    /// <summary>Makes the folder, so that a wrong name is known before the work begins.</summary>
    public void Prepare()
    {
        if (_folder.Length > 0)
            Directory.CreateDirectory(_folder);
    }
}
