using Atelier.Evaluation.GenEval;
using Atelier.Evaluation.Metrics.Pictures;
using Atelier.Evaluation.Scenes;
using Atelier.Imaging;
using Atelier.Systems.OminiControl2.Adapters;
using Atelier.Systems.OminiControl2.Conditions;
using Atelier.Torch;

namespace Atelier.Systems.OminiControl2.Judging;

/// <summary>Measures whether a painted picture follows its condition.</summary>
/// <param name="reader">Reads depth and kinds of objects; null leaves out what needs it.</param>
/// <param name="detector">Finds objects; null leaves out what needs it.</param>
public sealed class ControlJudge(SceneReaderJudge? reader, SceneJudge? detector)
{
    // Distances beyond are those of the sky, which a metre more or less does not matter to.
    private const float Farthest = 20;

    /// <summary>Names of the metrics, each with an arrow towards the better end.</summary>
    public static string Arrow(string metric) => metric.EndsWith("MSE", StringComparison.Ordinal) || metric.EndsWith(" m", StringComparison.Ordinal) ? "↓" : "↑";

    /// <summary>Figures of a picture, the control metric of its task first.</summary>
    public IReadOnlyList<(string Metric, double Value)> Measure(ControlTruth truth, Picture painted)
    {
        var figures = new List<(string, double)>();
        switch (truth.Task)
        {
            case ControlTask.Edges:
                figures.Add(("edge F1", EdgeAgreement.F1(PictureConditions.Of(ControlTask.Edges, painted), truth.Condition)));
                break;
            case ControlTask.Geometry:
                // Borders lie on edges of the picture; a reader's borders are too coarse to be compared.
                figures.Add(("borders found", EdgeAgreement.Recall(PictureConditions.Of(ControlTask.Edges, painted), truth.Condition)));
                break;
            case ControlTask.Colourise:
                figures.Add(("grey MSE", MeanSquare(painted.ToGrey().ToRgb(), truth.Condition, null)));
                break;
            case ControlTask.Deblur:
                figures.Add(("blurred MSE", MeanSquare(PictureConditions.Of(ControlTask.Deblur, painted), PictureConditions.Of(ControlTask.Deblur, truth.Picture), null)));
                break;
            case ControlTask.Inpaint or ControlTask.Outpaint:
                figures.Add(("painted MSE", MeanSquare(painted, truth.Picture, truth.Unknown)));
                break;
            case ControlTask.Subject when detector is not null:
                figures.AddRange(SubjectLikeness.Measure(truth, painted, detector, reader));
                break;
            case ControlTask.Depth or ControlTask.Segmentation when reader is not null:
                figures.Add(Read(truth, reader, reader.Read(painted)));
                break;
        }

        using var scope = Tensor.Scope();
        figures.Add(("SSIM", StructuralSimilarity.Compare(Bytes(painted), Bytes(truth.Picture)).Score));
        // Whether what the prompt names is still painted.
        if (detector is not null && truth.Objects.Count > 0)
            figures.Add(("objects seen", SeenShare([.. detector.Look(painted).Select(o => o.Class)], truth.Objects)));
        return figures;
    }

    /// <summary>Features of a picture as a whole [1, C], or null without a reader.</summary>
    public Tensor? Features(Picture picture) => reader?.Features(picture);

    private static (string Metric, double Value) Read(ControlTruth truth, SceneReaderJudge reader, SceneReading reading)
    {
        switch (truth.Task)
        {
            case ControlTask.Depth:
                var squares = reading.Depth.Zip(truth.Depth).Where(d => d.Second < Farthest).Select(d => Math.Pow(Math.Min(d.First, Farthest) - d.Second, 2)).ToArray();
                return ("depth RMSE m", Math.Sqrt(squares.DefaultIfEmpty(0).Average()));
            default:
                return ("mIoU", MeanOverlap(ConditionDetector.Numbered(reader, reading.Classes), truth.Classes));
        }
    }

    // Share of the wanted objects that are found; each found one counts once.
    internal static double SeenShare(IReadOnlyList<string> found, IReadOnlyList<string> wanted) =>
        (double)wanted.GroupBy(c => c).Sum(g => Math.Min(g.Count(), found.Count(f => f == g.Key))) / wanted.Count;

    // Over the classes of the truth, the surroundings among them.
    internal static double MeanOverlap(short[] found, short[] truth) => truth.Distinct().Average(c =>
    {
        var (shared, either) = (0, 0);
        for (var i = 0; i < truth.Length; i++)
        {
            shared += found[i] == c && truth[i] == c ? 1 : 0;
            either += found[i] == c || truth[i] == c ? 1 : 0;
        }

        return (double)shared / either;
    });

    private static double MeanSquare(Picture a, Picture b, Mask? where)
    {
        var (sum, count) = (0.0, 0);
        for (var i = 0; i < a.Pixels.Length; i++)
        {
            if (where is not null && where.Cells[i / a.Channels] == 0)
                continue;
            sum += Math.Pow(a.Pixels[i] - b.Pixels[i], 2);
            count++;
        }

        return sum / Math.Max(1, count);
    }

    private static Tensor Bytes(Picture picture) => Tensor.From(picture.Pixels, picture.Height, picture.Width, picture.Channels);
}
