using System.Globalization;
using System.Text;
using Atelier.Cli.Shell;
using Atelier.Cli.Upscaling;
using Atelier.Imaging;

namespace Atelier.Cli.Generation;

/// <summary>The files that pictures go to.</summary>
internal sealed class PictureTarget
{
    // File systems allow 255; what is half written has an ending more, and several pictures have seeds.
    private const int LongestName = 210;

    private readonly string _folder;
    private readonly string _stem;
    private readonly string _ending;
    private readonly bool _hasSeed;
    private readonly Enlargement? _enlargement;

    private PictureTarget(string folder, string stem, string ending, bool hasSeed, Enlargement? enlargement) =>
        (_folder, _stem, _ending, _hasSeed, _enlargement) = (folder, stem, ending, hasSeed, enlargement);

    /// <summary>Decides from what was asked.</summary>
    /// <param name="path">A file, or a folder (one that exists, or ends in a slash); null for the current folder.</param>
    /// <param name="format">png, jpg or webp; null takes the file's ending.</param>
    /// <param name="count">Pictures; several get their seeds into their names.</param>
    /// <param name="name">What stands before the seed where no file is named.</param>
    /// <param name="enlargement">Enlarges pictures before they are stored; null for none.</param>
    /// <exception cref="UsageException">The ending is no picture's, or contradicts the format.</exception>
    public static PictureTarget Choose(string? path, string? format, int count, string name = "atelier", Enlargement? enlargement = null)
    {
        PictureEnding.CheckFormat(format);
        if (path is null)
            return new("", $"{name}-", format ?? PictureEnding.Usual, hasSeed: true, enlargement);
        if (path.Length == 0)
            throw new UsageException("--out is a file or a folder; an empty name was given.");
        // A folder: one that is there, one that is spelt as one, or a new name without any ending for several pictures.
        if (Directory.Exists(path) || path.EndsWith('/') || (count > 1 && Path.GetExtension(path).Length == 0))
            return new(path, $"{name}-", format ?? PictureEnding.Usual, hasSeed: true, enlargement);
        var ending = PictureEnding.Of(path, format);
        if (Encoding.UTF8.GetByteCount(Path.GetFileName(path)) > LongestName)
            throw new UsageException($"--out: the name has {Encoding.UTF8.GetByteCount(Path.GetFileName(path))} bytes; allowed: {LongestName}.");
        var stem = Path.GetFileNameWithoutExtension(path);
        return new(Path.GetDirectoryName(path) ?? "", count > 1 ? $"{stem}-" : stem, ending, hasSeed: count > 1, enlargement);
    }

    /// <summary>Makes the folder and tries it, and opens the upscaler, so that a wrong name is known before the work begins.</summary>
    /// <exception cref="UsageException">No file can be written there.</exception>
    public void Prepare()
    {
        WritableFolder.Prepare(_folder);
        _enlargement?.Open();
    }

    /// <summary>Enlarges the picture of a seed where that was asked for, and stores it.</summary>
    /// <param name="picture">As it was painted.</param>
    /// <param name="seed">Its seed.</param>
    /// <param name="metadata">How it was made.</param>
    /// <param name="status">Shows how far a large one is.</param>
    /// <param name="cancellation">Takes effect between tiles.</param>
    /// <returns>The file.</returns>
    public string Save(Picture picture, long seed, PictureMetadata metadata, StatusLine status, CancellationToken cancellation)
    {
        if (_enlargement is not null)
            (picture, metadata) = _enlargement.Of(picture, metadata, status, cancellation);
        return Save(picture, seed, metadata);
    }

    /// <summary>Stores the picture of a seed.</summary>
    /// <remarks>
    /// A file that was named is replaced, as asked. A name made from the seed never takes another picture's place: it gets a number
    /// (<c>atelier-7-2.png</c>). The same picture again keeps its name.
    /// </remarks>
    /// <returns>The file.</returns>
    public string Save(Picture picture, long seed, PictureMetadata? metadata = null)
    {
        var options = new SaveOptions { Metadata = metadata };
        if (_hasSeed)
            return NumberedFile.Save(picture, options, number => FileOf(seed, number));
        PictureFile.Save(picture, FileOf(seed), options);
        return FileOf(seed);
    }

    private string FileOf(long seed, string number = "") =>
        Path.Combine(_folder, $"{_stem}{(_hasSeed ? seed.ToString(CultureInfo.InvariantCulture) : "")}{number}.{_ending}");
}
