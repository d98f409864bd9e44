using Atelier.Systems.Teachers;
using Atelier.Torch;
using Atelier.Training.Mini;
using Atelier.Training.Mini.Latents;

namespace Atelier.Systems.LightGen.Training;

/// <summary>Pictures of one step.</summary>
/// <param name="Latents">[B, C, h, w], half precision where they are whole</param>
/// <param name="Captions">One a picture.</param>
/// <param name="Teachers">Who made each.</param>
/// <param name="Labels">What each token shows, where all teachers know. [B, tokens]</param>
internal sealed record LightGenBatch(Tensor Latents, string[] Captions, string[] Teachers, TokenTargets? Labels = null)
{
    private const int DrawsPerSample = 2;

    /// <summary>Draws one style for all, so that captions of one length meet and little is computed for padding, then side and wording for each picture.</summary>
    public static LightGenBatch Draw(ITeacher teacher, ReadOnlySpan<long> samples, LightGenSettings settings, Generator random)
    {
        var style = Tensor.Rand([1], random).Item();
        var draws = Tensor.Rand([samples.Length, DrawsPerSample], random).ToArray<float>();
        var (latents, captions, teachers) = (new Tensor[samples.Length], new string[samples.Length], new string[samples.Length]);
        var labels = new List<TokenTargets>();
        for (var i = 0; i < samples.Length; i++)
        {
            var sample = teacher[samples[i]];
            var mirrored = sample.MayMirror && draws[DrawsPerSample * i] < settings.MirrorShare;
            var caption = Wording(sample.Captions, settings.Styles, style, draws[(DrawsPerSample * i) + 1]);
            var side = mirrored ? 1 : 0;
            latents[i] = sample.Latents.Select(0, side);
            if (settings.TokenLabels is not null && sample.Labels is { } known)
                labels.Add(new(known.Classes.Select(0, side), known.Colours.Select(0, side), known.Depths.Select(0, side)));
            captions[i] = mirrored && settings.MirrorCaptions ? MirroredCaption.Of(caption) : caption;
            teachers[i] = sample.Teacher;
        }

        return new(Sized(Tensor.Stack(latents), settings.HalfSize), captions, teachers, Stacked(labels, samples.Length, settings.HalfSize));
    }

    /// <summary>Plain pictures of scenes with these captions.</summary>
    public static LightGenBatch Plain(LatentCache cache, int[] scenes, string[] captions, bool halfSize) => new(
        Sized(Tensor.Stack([.. scenes.Select(s => cache[s].Latents.Select(0, 0))]), halfSize), captions, [.. scenes.Select(_ => DioramaTeacher.Name)]);

    private static TokenTargets? Stacked(List<TokenTargets> labels, int samples, bool halfSize)
    {
        if (labels.Count < samples)
            return null;
        var whole = new TokenTargets(
            Tensor.Stack([.. labels.Select(l => l.Classes)]), Tensor.Stack([.. labels.Select(l => l.Colours)]), Tensor.Stack([.. labels.Select(l => l.Depths)]));
        return halfSize ? whole.Halved() : whole;
    }

    private static Tensor Sized(Tensor latents, bool halfSize) => halfSize ? latents.Float().AvgPool2d(2, 2) : latents;

    // A style that the picture has no caption of gives way to those that it has.
    private static string Wording(IReadOnlyList<LatentCaption> captions, IReadOnlyDictionary<string, double> styles, double style, double wording)
    {
        if (captions.Count == 0)
            return "";
        var found = captions.GroupBy(c => c.Style).OrderBy(g => g.Key, StringComparer.Ordinal)
            .Select(g => (Captions: g.ToArray(), Share: styles.GetValueOrDefault(g.Key))).Where(g => g.Share > 0).ToArray();
        if (found.Length == 0)
            return captions[(int)(wording * captions.Count)].Text;
        var left = style * found.Sum(g => g.Share);
        var among = found.FirstOrDefault(g => (left -= g.Share) < 0, found[^1]).Captions;
        return among[(int)(wording * among.Length)].Text;
    }
}
