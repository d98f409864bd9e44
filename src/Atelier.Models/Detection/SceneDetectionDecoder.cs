using Atelier.Torch;

namespace Atelier.Models.Detection;

/// <summary>Turns a detector's maps into objects: peaks of the heat that no neighbour exceeds.</summary>
public static class SceneDetectionDecoder
{
    // Two peaks of overlapping boxes are one object that was seen twice.
    private const double SameObject = 0.6;

    /// <summary>Objects of each picture, best first.</summary>
    /// <param name="detector">The network.</param>
    /// <param name="pictures">[B, 3, H, W] in -1..1.</param>
    /// <param name="threshold">Least score.</param>
    public static IReadOnlyList<SceneDetection>[] Detect(SceneDetector detector, Tensor pictures, double threshold = 0.1)
    {
        using var scope = Tensor.Scope();
        using var noGrad = new NoGrad();
        var (heat, box, color) = detector.ForwardViews(pictures);
        var score = (heat.Float() * detector.Config.ScoreScale + detector.Config.ScoreShift).Sigmoid();
        // One class a cell: the best. Then the cell must be the best of its neighbourhood.
        var (best, index) = score.Max(1, keep: true);
        var peak = best.Eq(best.MaxPool2d(3, 1, 1)).And(best.Gt(threshold));
        var (values, classes, colors) = (best.ToFloats(), index.ToArray<long>(), color.ArgMax(1).ToArray<long>());
        var (boxes, peaks) = (box.ToFloats(), peak.ToArray<bool>());
        var (batch, rows, columns) = ((int)heat.Size(0), (int)heat.Size(2), (int)heat.Size(3));
        var stride = (double)pictures.Size(3) / columns;
        var found = new IReadOnlyList<SceneDetection>[batch];
        for (var b = 0; b < batch; b++)
        {
            var candidates = new List<SceneDetection>();
            for (var cell = 0; cell < rows * columns; cell++)
            {
                var at = (b * rows * columns) + cell;
                if (!peaks[at])
                    continue;
                var (x, y) = ((cell % columns) + 0.5, (cell / columns) + 0.5);
                double Side(int k) => boxes[(((b * 4) + k) * rows * columns) + cell];
                candidates.Add(new(
                    (int)classes[at],
                    values[at],
                    (x - Side(0)) * stride,
                    (y - Side(1)) * stride,
                    (x + Side(2)) * stride,
                    (y + Side(3)) * stride,
                    (int)colors[at]));
            }

            found[b] = WithoutDoubles([.. candidates.OrderByDescending(c => c.Score)]);
        }

        return found;
    }

    private static List<SceneDetection> WithoutDoubles(SceneDetection[] candidates)
    {
        var kept = new List<SceneDetection>();
        foreach (var candidate in candidates)
        {
            if (kept.All(other => Overlap(candidate, other) < SameObject))
                kept.Add(candidate);
        }

        return kept;
    }

    private static double Overlap(SceneDetection a, SceneDetection b)
    {
        var width = Math.Max(0, Math.Min(a.Right, b.Right) - Math.Max(a.Left, b.Left));
        var height = Math.Max(0, Math.Min(a.Bottom, b.Bottom) - Math.Max(a.Top, b.Top));
        var common = width * height;
        return common / Math.Max(1e-9, Area(a) + Area(b) - common);
    }

    private static double Area(SceneDetection d) => Math.Max(0, d.Right - d.Left) * Math.Max(0, d.Bottom - d.Top);
}
