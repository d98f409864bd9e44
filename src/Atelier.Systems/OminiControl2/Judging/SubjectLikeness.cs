using Atelier.Evaluation.GenEval;
using Atelier.Evaluation.Scenes;
using Atelier.Imaging;
using Atelier.Torch;

namespace Atelier.Systems.OminiControl2.Judging;

/// <summary>Whether a painted picture shows the subject: its kind and colour by a detector, its look by features of the two cut-outs.</summary>
internal static class SubjectLikeness
{
    private const int Side = 64;

    /// <summary>Figures of a picture.</summary>
    /// <param name="truth">The scene, with its subject.</param>
    /// <param name="painted">The picture.</param>
    /// <param name="detector">Finds the object.</param>
    /// <param name="reader">Gives features; null leaves likeness out.</param>
    public static IEnumerable<(string Metric, double Value)> Measure(ControlTruth truth, Picture painted, SceneJudge detector, SceneReaderJudge? reader)
    {
        var subject = truth.Subject ?? throw new ArgumentException("The scene has no subject.", nameof(truth));
        var seen = detector.Look(painted).Where(o => o.Class == subject.Class).ToArray();
        var best = seen.FirstOrDefault(o => o.Color == subject.Colour) ?? seen.MaxBy(o => o.Score);
        yield return ("subject seen", best is null ? 0 : 1);
        yield return ("in its colour", best is not null && (subject.Colour is null || best.Color == subject.Colour) ? 1 : 0);
        if (reader is not null)
            yield return ("likeness", best is null ? 0 : Likeness(truth.Picture, Box(subject.Box), painted, Box(best, painted), reader));
    }

    // Cosine of the angle between the features of two cut-outs of one size.
    private static double Likeness(Picture a, PixelBox boxA, Picture b, PixelBox boxB, SceneReaderJudge reader)
    {
        using var scope = Tensor.Scope();
        var (x, y) = (reader.Features(a.Crop(boxA).Resize(Side, Side)), reader.Features(b.Crop(boxB).Resize(Side, Side)));
        return ((x * y).Sum() / (x.Square().Sum() * y.Square().Sum()).Sqrt()).Item();
    }

    private static PixelBox Box(int[] edges) => new(edges[0], edges[1], edges[2], edges[3]);

    // At least one pixel, within the picture.
    private static PixelBox Box(DetectedObject found, Picture picture)
    {
        var (left, top) = (Math.Clamp((int)Math.Floor(found.Left), 0, picture.Width - 1), Math.Clamp((int)Math.Floor(found.Top), 0, picture.Height - 1));
        return new(left, top, Math.Clamp((int)Math.Ceiling(found.Right), left + 1, picture.Width), Math.Clamp((int)Math.Ceiling(found.Bottom), top + 1, picture.Height));
    }
}
