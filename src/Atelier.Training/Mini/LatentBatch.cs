using Atelier.Models.Flux;
using Atelier.Torch;
using Atelier.Training.Mini.Latents;

namespace Atelier.Training.Mini;

/// <summary>Scenes of one step: packed latents, captions and token labels.</summary>
/// <param name="Tokens">[B, N, 4 C]</param>
/// <param name="Captions">One a scene; empty where it is left out.</param>
/// <param name="Classes">[B, N]</param>
/// <param name="Colours">[B, N]</param>
/// <param name="Depths">[B, N]</param>
internal sealed record LatentBatch(Tensor Tokens, string[] Captions, Tensor Classes, Tensor Colours, Tensor Depths)
{
    /// <summary>Draws style, wording, side and omission for each scene.</summary>
    public static LatentBatch Draw(LatentCache cache, ReadOnlySpan<long> samples, TextToImageSettings settings, Generator random)
    {
        var draws = Tensor.Rand([1 + (3 * samples.Length)], random).ToArray<float>();
        var style = Style(settings.Styles, draws[0]);
        var (sides, captions) = (new long[samples.Length], new string[samples.Length]);
        for (var i = 0; i < samples.Length; i++)
        {
            var (side, word, drop) = (draws[1 + (3 * i)], draws[2 + (3 * i)], draws[3 + (3 * i)]);
            sides[i] = cache.MayMirror(samples[i]) && side < settings.MirrorShare ? 1 : 0;
            var caption = drop < settings.CaptionDrop ? "" : Wording(cache.CaptionsOf(samples[i]), style, word);
            captions[i] = sides[i] == 1 ? MirroredCaption.Of(caption) : caption;
        }

        return Of(cache.Rows(samples, sides), captions);
    }

    /// <summary>Plain pictures with their first captions.</summary>
    public static LatentBatch Plain(LatentCache cache, long first, int count)
    {
        long[] scenes = [.. Enumerable.Range(0, count).Select(i => first + i)];
        return Of(cache.Rows(scenes, new long[count]), [.. scenes.Select(s => cache.CaptionsOf(s) is [var caption, ..] ? caption.Text : "")]);
    }

    private static LatentBatch Of(LatentRows rows, string[] captions) => new(
        FluxLatents.Pack(rows.Latents.Float()), captions, rows.Classes.To(ScalarType.Int64), rows.Colours.To(ScalarType.Int64), rows.Depths);

    private static string Style(IReadOnlyDictionary<string, double> styles, double draw)
    {
        var left = draw * styles.Values.Sum();
        foreach (var (style, share) in styles.OrderBy(s => s.Key, StringComparer.Ordinal))
        {
            if ((left -= share) < 0)
                return style;
        }

        return styles.Keys.Last();
    }

    private static string Wording(IReadOnlyList<LatentCaption> captions, string style, double draw)
    {
        LatentCaption[] fitting = [.. captions.Where(c => c.Style == style)];
        var among = fitting.Length > 0 ? fitting : captions;
        return among.Count == 0 ? "" : among[(int)(draw * among.Count)].Text;
    }
}
