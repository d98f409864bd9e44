using System.Globalization;

namespace Atelier.Cli.Generation.StableDiffusion;

/// <summary>A file with an optional number behind a colon: <c>FILE[:WEIGHT]</c>.</summary>
/// <param name="Path">The file.</param>
/// <param name="Weight">1 where nothing is said.</param>
internal sealed record WeightedWord(string Path, double Weight)
{
    public static WeightedWord Parse(string text)
    {
        // A file may itself end in a colon and a number.
        var colon = File.Exists(text) ? -1 : text.LastIndexOf(':');
        return colon > 0 && double.TryParse(text.AsSpan(colon + 1), NumberStyles.Float, CultureInfo.InvariantCulture, out var weight) && double.IsFinite(weight)
            ? new(text[..colon], weight)
            : new(text, 1);
    }
}
