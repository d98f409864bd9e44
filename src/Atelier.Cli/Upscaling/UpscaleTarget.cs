using Atelier.Cli.Generation;
using Atelier.Cli.Shell;
using Atelier.Imaging;

namespace Atelier.Cli.Upscaling;

/// <summary>The files that enlarged pictures go to.</summary>
internal sealed class UpscaleTarget
{
    private readonly string? _file;
    private readonly string _folder;
    private readonly string _format;

    private UpscaleTarget(string? file, string folder, string format) => (_file, _folder, _format) = (file, folder, format);

    /// <summary>Decides from what was asked.</summary>
    /// <param name="path">A file for one picture, or a folder; null for the current folder.</param>
    /// <param name="format">png, jpg or webp; null for the ending of the file, else png.</param>
    /// <param name="sources">The pictures.</param>
    /// <exception cref="UsageException">The words contradict each other.</exception>
    public static UpscaleTarget Choose(string? path, string? format, IReadOnlyList<string> sources)
    {
        PictureEnding.CheckFormat(format);
        var isFile = path is not null && !Directory.Exists(path) && !path.EndsWith('/') && Path.GetExtension(path).Length > 0;
        if (!isFile)
            return new(null, path ?? "", format ?? PictureEnding.Usual);
        if (sources.Count > 1)
            throw new UsageException($"--out names a file, '{path}', for {sources.Count} pictures; name a folder.");
        return new(path, Path.GetDirectoryName(path) ?? "", PictureEnding.Of(path!, format));
    }

    /// <summary>Makes the folder and tries it.</summary>
    /// <exception cref="UsageException">No file can be written there.</exception>
    public void Prepare() => WritableFolder.Prepare(_folder);

    /// <summary>Stores the enlarged picture of a source: <c>NAME-x2.png</c> where no file was named, or with a number where that is another picture.</summary>
    /// <returns>The file.</returns>
    public string Save(Picture picture, string source, int scale, PictureMetadata metadata)
    {
        var options = new SaveOptions { Metadata = metadata };
        if (_file is null)
            return NumberedFile.Save(picture, options, number => Path.Combine(_folder, $"{Path.GetFileNameWithoutExtension(source)}-x{scale}{number}.{_format}"));
        PictureFile.Save(picture, _file, options);
        return _file;
    }
}
