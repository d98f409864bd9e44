using Atelier.Models.Detection;

namespace Atelier.Training.Detection;

/// <summary>What a detector said of one picture beside what is there.</summary>
/// <param name="Seen">Detections, best first: logit of the score, class, index of the object that it found or -1, and whether the colour was right.</param>
/// <param name="Wanted">Indices of the objects that must be found, with their classes.</param>
/// <param name="Coloured">Indices of those whose colour is known.</param>
internal sealed record JudgedPicture(
    IReadOnlyList<(double Logit, int Class, int Target, bool RightColor)> Seen, IReadOnlyDictionary<int, int> Wanted, IReadOnlySet<int> Coloured)
{
    /// <summary>Gives each detection the first object of its class around whose middle it lies; what finds a hardly visible object counts for nothing.</summary>
    public static JudgedPicture Of(IReadOnlyList<SceneDetection> detections, IReadOnlyList<DetectionTarget> targets)
    {
        var free = Enumerable.Range(0, targets.Count).ToHashSet();
        var seen = new List<(double, int, int, bool)>();
        foreach (var detection in detections.OrderByDescending(d => d.Score))
        {
            var found = free.Where(t => targets[t].Class == detection.Class && Near(detection, targets[t])).DefaultIfEmpty(-1).First();
            free.Remove(found);
            if (found < 0 || !targets[found].Ignore)
                seen.Add((Math.Log(detection.Score / Math.Max(1e-9, 1 - detection.Score)), detection.Class, found, found >= 0 && detection.Color == targets[found].Color));
        }

        var wanted = Enumerable.Range(0, targets.Count).Where(t => !targets[t].Ignore).ToDictionary(t => t, t => targets[t].Class);
        return new(seen, wanted, wanted.Keys.Where(t => targets[t].Color >= 0).ToHashSet());
    }

    /// <summary>Recall, precision, colours and wholly right pictures at a threshold of the calibrated score.</summary>
    public static IReadOnlyDictionary<string, double> Figures(IReadOnlyList<JudgedPicture> pictures, ScoreCalibration calibration, double threshold)
    {
        var (wanted, found, spurious, rightColor, coloured, exact, classes, counts) = (0, 0, 0, 0, 0, 0, 0, 0);
        foreach (var picture in pictures)
        {
            var counted = picture.Seen.Where(s => calibration.Of(s.Logit) > threshold).ToArray();
            var hits = counted.Where(s => s.Target >= 0).ToArray();
            wanted += picture.Wanted.Count;
            found += hits.Length;
            spurious += counted.Length - hits.Length;
            coloured += hits.Count(s => picture.Coloured.Contains(s.Target));
            rightColor += hits.Count(s => s.RightColor && picture.Coloured.Contains(s.Target));
            foreach (var group in picture.Wanted.GroupBy(w => w.Value).Where(g => g.Count() > 1))
            {
                classes++;
                counts += counted.Count(s => s.Class == group.Key) == group.Count() ? 1 : 0;
            }

            exact += hits.Length == picture.Wanted.Count && hits.Length == counted.Length ? 1 : 0;
        }

        return new Dictionary<string, double>
        {
            ["recall"] = (double)found / Math.Max(1, wanted),
            ["precision"] = (double)found / Math.Max(1, found + spurious),
            ["color_accuracy"] = (double)rightColor / Math.Max(1, coloured),
            ["right_counts"] = (double)counts / Math.Max(1, classes),
            ["exact_pictures"] = (double)exact / Math.Max(1, pictures.Count),
        };
    }

    private static bool Near(SceneDetection found, DetectionTarget target)
    {
        var (x, y) = ((found.Left + found.Right) / 2, (found.Top + found.Bottom) / 2);
        return x > target.Left && x < target.Right && y > target.Top && y < target.Bottom;
    }
}
