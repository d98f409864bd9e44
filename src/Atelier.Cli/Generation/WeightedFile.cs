using System.Globalization;
using Atelier.Cli.Shell;

namespace Atelier.Cli.Generation;

/// <summary>A file with a number behind it, <c>FILE[:number]</c>, and perhaps a word before it, <c>WORD:FILE[:number]</c>.</summary>
/// <param name="Kind">The word; empty where the option has none.</param>
/// <param name="Path">The file; it is there.</param>
/// <param name="Weight">The number; 1 where it is left out.</param>
internal sealed record WeightedFile(string Kind, string Path, double Weight)
{
    /// <summary>Largest number of most options.</summary>
    public const double MaxWeight = 10;

    /// <summary>Name of the file without its folder, as picture files carry it.</summary>
    public string Name => System.IO.Path.GetFileName(Path);

    /// <summary>Reads the words of an option.</summary>
    /// <param name="option">Its name.</param>
    /// <param name="text">What was given.</param>
    /// <param name="kind">Whether a word comes first.</param>
    /// <param name="low">Least number.</param>
    /// <param name="high">Largest number.</param>
    /// <exception cref="UsageException">There is no such file, or the number is out of range.</exception>
    public static WeightedFile Parse(string option, string text, bool kind, double low, double high)
    {
        var (word, rest) = ("", text);
        if (kind)
        {
            var parts = text.Split(':', 2);
            if (parts is not [{ Length: > 0 } first, { Length: > 0 } second])
                throw new UsageException($"{option} is TYPE:IMAGE or TYPE:IMAGE:strength; '{text}' was given.");
            (word, rest) = (first, second);
        }

        var weight = 1.0;
        // A name may have colons of its own.
        if (!File.Exists(rest) && rest.LastIndexOf(':') is > 0 and var colon)
        {
            if (!double.TryParse(rest.AsSpan(colon + 1), NumberStyles.Float, CultureInfo.InvariantCulture, out weight) || !(weight >= low && weight <= high))
                throw new UsageException($"{option} '{text}': the number behind the file is {low} to {high}.");
            rest = rest[..colon];
        }

        return new(word, Existing(option, rest), weight);
    }

    /// <summary>A file that is there.</summary>
    /// <exception cref="UsageException">There is none.</exception>
    public static string Existing(string option, string path) =>
        File.Exists(path) ? path : throw new UsageException($"{option}: there is no file '{path}'.");

    /// <summary>The words that give it again, without the folder.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Name}:{Weight}");
}
