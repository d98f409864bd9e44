using Atelier.Diorama.Captions.Wording;
using Atelier.Torch;
using Atelier.Training.Mini.Latents;

namespace Atelier.Training.Mini;

/// <summary>How the captions of a step are drawn.</summary>
/// <param name="Styles">How often a batch takes its captions from a style, relative to the others.</param>
/// <param name="Drop">Share of captions that are left out.</param>
/// <param name="MirrorShare">Share of the pictures that are mirrored, captions included.</param>
/// <param name="Reworded">Share of captions that are worded anew at each draw.</param>
internal sealed record CaptionDraws(IReadOnlyDictionary<string, double> Styles, double Drop, double MirrorShare, double Reworded = 0)
{
    // As many as a float in [0, 1) tells apart.
    private const int Wordings = 1 << 24;

    /// <summary>Each scene's side and caption.</summary>
    public (long[] Sides, string[] Captions) Draw(LatentCache cache, ReadOnlySpan<long> samples, Generator random)
    {
        var draws = Tensor.Rand([1 + (3 * samples.Length)], random).ToArray<float>();
        var style = Style(draws[0]);
        var (sides, captions) = (new long[samples.Length], new string[samples.Length]);
        for (var i = 0; i < samples.Length; i++)
        {
            var (side, word, drop) = (draws[1 + (3 * i)], draws[2 + (3 * i)], draws[3 + (3 * i)]);
            sides[i] = cache.MayMirror(samples[i]) && side < MirrorShare ? 1 : 0;
            var caption = drop < Drop ? "" : Wording(cache.CaptionsOf(samples[i]), style, word);
            captions[i] = sides[i] == 1 ? MirroredCaption.Of(caption) : caption;
        }

        return (sides, Reworded > 0 ? Anew(captions, random) : captions);
    }

    /// <summary>Words a share of captions anew, the others as they are.</summary>
    public string[] Anew(string[] captions, Generator random)
    {
        using var scope = Tensor.Scope();
        var draws = Tensor.Rand([2 * captions.Length], random).ToArray<float>();
        return [.. captions.Select((c, i) => draws[2 * i] < Reworded ? FreeWording.Of(c, (long)(draws[(2 * i) + 1] * Wordings)) : c)];
    }

    private string Style(double draw)
    {
        var left = draw * Styles.Values.Sum();
        foreach (var (style, share) in Styles.OrderBy(s => s.Key, StringComparer.Ordinal))
        {
            if ((left -= share) < 0)
                return style;
        }

        return Styles.Keys.Last();
    }

    private static string Wording(IReadOnlyList<LatentCaption> captions, string style, double draw)
    {
        LatentCaption[] fitting = [.. captions.Where(c => c.Style == style)];
        var among = fitting.Length > 0 ? fitting : captions;
        return among.Count == 0 ? "" : among[(int)(draw * among.Count)].Text;
    }
}
