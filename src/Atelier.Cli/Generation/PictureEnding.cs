using Atelier.Cli.Shell;

namespace Atelier.Cli.Generation;

/// <summary>Formats that pictures are stored in, by the words of a command line.</summary>
internal static class PictureEnding
{
    private static readonly string[] Formats = ["png", "jpg", "webp"];

    /// <summary>What is taken where nothing is said.</summary>
    public static string Usual => Formats[0];

    /// <summary>Checks the value of <c>--format</c>; null was not given.</summary>
    /// <exception cref="UsageException">There is no such format.</exception>
    public static void CheckFormat(string? format)
    {
        if (format is not null && !Formats.Contains(format))
            throw new UsageException($"--format is {string.Join(", ", Formats)}; '{format}' was given.");
    }

    /// <summary>The ending of a file that <c>--out</c> names, without its dot.</summary>
    /// <exception cref="UsageException">It is no picture's, or contradicts the format.</exception>
    public static string Of(string path, string? format)
    {
        var ending = Path.GetExtension(path).TrimStart('.');
        var lower = ending.ToLowerInvariant();
        var known = lower == "jpeg" ? "jpg" : lower;
        if (!Formats.Contains(known))
            throw new UsageException($"--out ends in .{string.Join(", .", Formats)} or names a folder, one that is there or with a slash at its end; '{path}' was given.");
        if (format is not null && format != known)
            throw new UsageException($"--out '{path}' and --format {format} contradict each other.");
        return ending;
    }
}
