using System.Text.RegularExpressions;

namespace Atelier.Training.Mini.Latents;

/// <summary>What a caption says of the mirrored picture.</summary>
public static partial class MirroredCaption
{
    /// <summary>Swaps the words left and right; all else is true of both pictures.</summary>
    public static string Of(string caption) => Side().Replace(caption, match => match.Value switch
    {
        "left" => "right",
        "right" => "left",
        "Left" => "Right",
        _ => "Left",
    });

    [GeneratedRegex(@"\b([Ll]eft|[Rr]ight)\b")]
    private static partial Regex Side();
}
