using Atelier.Models.Flux;
using Atelier.Torch;
using Atelier.Training.Mini.Latents;

namespace Atelier.Training.Mini;

/// <summary>Scenes of one step: packed latents, captions and token labels.</summary>
/// <param name="Tokens">[B, N, 4 C]</param>
/// <param name="Captions">One a scene; empty where it is left out.</param>
/// <param name="Labels">What the renderer knows of each token.</param>
internal sealed record LatentBatch(Tensor Tokens, string[] Captions, TokenTargets Labels)
{
    /// <summary>Draws style, wording, side and omission for each scene.</summary>
    public static LatentBatch Draw(LatentCache cache, ReadOnlySpan<long> samples, CaptionDraws draws, Generator random)
    {
        var (sides, captions) = draws.Draw(cache, samples, random);
        return Of(cache.Rows(samples, sides), captions);
    }

    /// <summary>Plain pictures with their first captions.</summary>
    public static LatentBatch Plain(LatentCache cache, long first, int count)
    {
        long[] scenes = [.. Enumerable.Range(0, count).Select(i => first + i)];
        return Of(cache.Rows(scenes, new long[count]), [.. scenes.Select(s => cache.CaptionsOf(s) is [var caption, ..] ? caption.Text : "")]);
    }

    private static LatentBatch Of(LatentRows rows, string[] captions) => new(
        FluxLatents.Pack(rows.Latents.Float()), captions, TokenTargets.Of(rows.Classes, rows.Colours, rows.Depths));
}
