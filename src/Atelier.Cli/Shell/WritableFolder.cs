using Atelier.Imaging;

namespace Atelier.Cli.Shell;

/// <summary>Finds out before the work whether files can be written where they shall go.</summary>
internal static class WritableFolder
{
    /// <summary>Makes a folder where there is none, and tries it.</summary>
    /// <param name="path">The folder; empty for the current one.</param>
    /// <exception cref="UsageException">It cannot be made, or no file can be written there.</exception>
    public static void Prepare(string path)
    {
        var folder = path.Length > 0 ? path : ".";
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"The folder '{folder}' cannot be made: {error.Message}");
        }

        if (Fault(folder) is { } fault)
            throw new UsageException(fault);
    }

    /// <summary>Checks the name of a picture and that it can be written.</summary>
    /// <param name="path">Of the picture.</param>
    /// <exception cref="ArgumentException">The ending is no picture's.</exception>
    /// <exception cref="UsageException">No file can be written there.</exception>
    public static void PrepareForPicture(string path)
    {
        PictureFile.FormatOf(path);
        Prepare(Path.GetDirectoryName(path) ?? "");
    }

    /// <summary>Why no file can be written into a folder; null where one can.</summary>
    public static string? Fault(string folder)
    {
        // Only trying tells: rights, read-only and full disks, and quotas all count.
        var trial = Path.Combine(folder, $".atelier-{Guid.NewGuid():N}");
        try
        {
            using (new FileStream(trial, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose))
                return null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return $"No file can be written in '{folder}': {Reason(error.Message)}";
        }
    }

    // The system's words, without the name of the trial file.
    private static string Reason(string message) => message.Split(" : '")[0].Split(" '/")[0].TrimEnd('.', ' ') + ".";
}
