using Atelier.Diorama.Rendering;
using Atelier.Diorama.Scenes;
using Atelier.Imaging;

namespace Atelier.Evaluation.GenEval;

/// <summary>Scores a painter on prompts, beside true renders (ceiling) and shuffled pictures (floor).</summary>
/// <param name="judge">Sees what a picture shows.</param>
public sealed class GenEvalRun(SceneJudge judge)
{
    /// <summary>Pictures of one prompt, as in GenEval.</summary>
    public const int PicturesPerPrompt = 4;

    /// <summary>Told of each picture that is scored, but not of true renders beside a painter's.</summary>
    public Action<GenEvalSight>? OnSeen { get; init; }

    /// <summary>Scores.</summary>
    /// <param name="prompts">The prompts.</param>
    /// <param name="paint">The picture of a prompt's text and a seed.</param>
    /// <param name="progress">Told after each prompt: how many are done.</param>
    /// <param name="cancellation">Takes effect between two pictures.</param>
    public GenEvalResult Score(
        IReadOnlyList<GenEvalPrompt> prompts,
        Func<string, long, Picture> paint,
        IProgress<int>? progress = null,
        CancellationToken cancellation = default)
    {
        var renders = new List<IReadOnlyList<DetectedObject>[]>();
        var answers = Judge(prompts, One(paint), progress, prompt => renders.Add(See(k => Truth(prompt, ((renders.Count + 1) * 1000L) + k), cancellation)), cancellation);
        return GenEvalTable.Build(prompts, answers.Right, Judged(prompts, renders), answers.Shuffled);
    }

    /// <summary>Right and wrong of every picture of a painter, without true renders beside them.</summary>
    /// <param name="prompts">The prompts.</param>
    /// <param name="paint">The pictures of a prompt's text and some seeds.</param>
    /// <param name="progress">Told after each prompt: how many are done.</param>
    /// <param name="cancellation">Takes effect between two prompts.</param>
    public GenEvalAnswers Judge(
        IReadOnlyList<GenEvalPrompt> prompts, Func<string, IReadOnlyList<long>, IReadOnlyList<Picture>> paint, IProgress<int>? progress = null,
        CancellationToken cancellation = default) => Judge(prompts, paint, progress, null, cancellation);

    /// <summary>Right and wrong of true renders: what the judge is worth.</summary>
    /// <param name="prompts">The prompts.</param>
    /// <param name="through">What the renders go through before they are judged, such as an autoencoder; nothing if left out.</param>
    /// <param name="progress">Told after each prompt: how many are done.</param>
    /// <param name="cancellation">Takes effect between two prompts.</param>
    public GenEvalAnswers JudgeTruth(
        IReadOnlyList<GenEvalPrompt> prompts, Func<Picture, Picture>? through = null, IProgress<int>? progress = null, CancellationToken cancellation = default)
    {
        var number = 0;
        return Judge(prompts, One((_, k) => Seen(Truth(prompts[number], ((number + 1) * 1000L) + k))), progress, _ => number++, cancellation);

        Picture Seen(Picture truth) => through?.Invoke(truth) ?? truth;
    }

    /// <summary>Scores true renders themselves: what the judge is worth.</summary>
    /// <param name="prompts">The prompts.</param>
    /// <param name="through">What the renders go through before they are judged, such as an autoencoder; nothing if left out.</param>
    /// <param name="progress">Told after each prompt: how many are done.</param>
    /// <param name="cancellation">Takes effect between two pictures.</param>
    public GenEvalResult Gate(
        IReadOnlyList<GenEvalPrompt> prompts, Func<Picture, Picture>? through = null, IProgress<int>? progress = null, CancellationToken cancellation = default)
    {
        var seen = new List<IReadOnlyList<DetectedObject>[]>();
        foreach (var prompt in prompts)
        {
            seen.Add(See(k => Through(Truth(prompt, ((seen.Count + 1) * 1000L) + k)), cancellation, prompt));
            progress?.Report(seen.Count);
        }

        var judged = Judged(prompts, seen);
        return GenEvalTable.Build(prompts, judged, judged, Judged(prompts, [.. Neighbours(prompts).Select(i => seen[i])]));

        Picture Through(Picture truth) => through?.Invoke(truth) ?? truth;
    }

    /// <summary>A true picture of a prompt.</summary>
    public static Picture Truth(GenEvalPrompt prompt, long seed) =>
        Renderer.Render(SceneGenerator.ForRequest(GenEvalPrompts.SceneOf(prompt), 1_000_000_000 + seed), new RenderOptions()).ToPicture();

    private GenEvalAnswers Judge(
        IReadOnlyList<GenEvalPrompt> prompts, Func<string, IReadOnlyList<long>, IReadOnlyList<Picture>> paint, IProgress<int>? progress,
        Action<GenEvalPrompt>? judged, CancellationToken cancellation)
    {
        long[] seeds = [.. Enumerable.Range(0, PicturesPerPrompt).Select(k => (long)k)];
        var painted = new List<IReadOnlyList<DetectedObject>[]>();
        foreach (var prompt in prompts)
        {
            cancellation.ThrowIfCancellationRequested();
            painted.Add([.. paint(prompt.Text, seeds).Select(picture => Look(picture, prompt))]);
            judged?.Invoke(prompt);
            progress?.Report(painted.Count);
        }

        return new(Judged(prompts, painted), Judged(prompts, [.. Neighbours(prompts).Select(i => painted[i])]));
    }

    private static Func<string, IReadOnlyList<long>, IReadOnlyList<Picture>> One(Func<string, long, Picture> paint) =>
        (text, seeds) => [.. seeds.Select(seed => paint(text, seed))];

    private IReadOnlyList<DetectedObject> Look(Picture picture, GenEvalPrompt? told)
    {
        var seen = judge.Look(picture);
        if (told is not null)
            OnSeen?.Invoke(new(told, picture, seen, GenEvalJudge.IsCorrect(told, seen)));
        return seen;
    }

    private IReadOnlyList<DetectedObject>[] See(Func<long, Picture> picture, CancellationToken cancellation, GenEvalPrompt? told = null)
    {
        var seen = new IReadOnlyList<DetectedObject>[PicturesPerPrompt];
        for (var k = 0; k < seen.Length; k++)
        {
            cancellation.ThrowIfCancellationRequested();
            seen[k] = Look(picture(k), told);
        }

        return seen;
    }

    private static bool[][] Judged(IReadOnlyList<GenEvalPrompt> prompts, List<IReadOnlyList<DetectedObject>[]> seen) =>
        [.. prompts.Select((prompt, i) => seen[i].Select(objects => GenEvalJudge.IsCorrect(prompt, objects)).ToArray())];

    // Each prompt is judged by the pictures of another one of its category, or of the next category where it is alone.
    private static int[] Neighbours(IReadOnlyList<GenEvalPrompt> prompts)
    {
        var next = new int[prompts.Count];
        foreach (var group in prompts.Select((p, i) => (p.Category, Index: i)).GroupBy(p => p.Category))
        {
            var indices = group.Select(p => p.Index).ToArray();
            for (var i = 0; i < indices.Length; i++)
                next[indices[i]] = indices.Length == 1 ? (indices[i] + 1) % prompts.Count : indices[(i + (indices.Length / 2)) % indices.Length];
        }

        return next;
    }
}
