using Atelier.Evaluation.Metrics.Removal;
using Atelier.Imaging;
using Atelier.Torch;

namespace Atelier.Evaluation.Verification;

/// <summary>Recorded scores of removed regions; what the encoders answered is stored.</summary>
internal static class RemovalMetricCases
{
    public static IReadOnlyDictionary<string, Action<MetricCase>> Components { get; } = new Dictionary<string, Action<MetricCase>>
    {
        ["cfd_score calc_dinov2_score"] = PooledDistance,
        ["cfd_score calculate_objects"] = Deviation,
        ["ReMOVE find_smallest_bounding_square"] = Squares,
        ["ReMOVE get_score"] = Erasure,
    };

    private static void PooledDistance(MetricCase metric)
    {
        var modes = metric.Golden.Call.GetProperty("mask_modes").EnumerateArray().Select(m => m.GetString()).ToArray();
        for (var i = 0; i < modes.Length; i++)
        {
            var (one, two) = (Region(metric.Input($"mask1_{i}")), Region(metric.Input($"mask2_{i}")));
            var (first, second) = modes[i] switch
            {
                "1" => (TokenSelection.ReleasedBits(one), TokenSelection.ReleasedBits(two)),
                "L" => (TokenSelection.ReleasedBytes(one, ResizeFilter.Nearest), TokenSelection.ReleasedBytes(two, ResizeFilter.Bicubic)),
                var other => throw new NotSupportedException($"A mask of mode '{other}' is not known; there are '1' and 'L'."),
            };
            var index = i;
            metric.Check($"index1_{i}", () => Numbers(first.Index));
            metric.Check($"index2_{i}", () => Numbers(second.Index));
            metric.Check($"distance_{i}", () =>
                TokenSelection.Distance(first.Pool(metric.Input($"features1_{index}")), second.Pool(metric.Input($"features2_{index}"))));
        }
    }

    private static void Deviation(MetricCase metric)
    {
        var calls = 0;
        var deviation = new ContextFeatureDeviation(_ => metric.Input("features").Select(0, calls++), CfdDefinition.Released);
        var result = deviation.Of(
            Coloured(metric.Input("image")), Mask.From(Grey(metric.Input("mask"))), [.. metric.Input("segments").Unbind(0).Select(Region)]);
        metric.Check("components", () => result.Components.Count);
        metric.Check("encoder_calls", () => calls);
        metric.Check("kept_segments_area", () => Numbers(result.Segments.Select(s => s.Area)));
        metric.Check("distances_in_call_order", () => result.Components.SelectMany(c => c.Hallucinations.Select(h => h.Distance).Prepend(c.Context)).ToArray());
        metric.Check("total", () => result.Total);
        metric.Check("image_score", () => result.Score);
        for (var i = 0; i < result.Components.Count; i++)
        {
            var (component, name) = (result.Components[i], $"component_{i + 1}");
            metric.Check($"{name}_context_box", () =>
                Numbers([component.ContextBox.Left, component.ContextBox.Top, component.ContextBox.Right, component.ContextBox.Bottom]));
            metric.Check($"{name}_overlapping", () => Numbers(component.Overlapping));
            metric.Check($"{name}_nested", () => Numbers(component.Nested));
            metric.Check($"{name}_adjacent", () =>
                Tensor.From([.. component.Adjacent.Cast<bool>().Select(a => a ? 1L : 0)], component.Nested.Count, component.Overlapping.Count));
        }
    }

    private static void Squares(MetricCase metric)
    {
        for (var i = 0; metric.Golden.HasInput($"mask_{i}"); i++)
        {
            var mask = Grey(metric.Input($"mask_{i}"));
            metric.Check($"square_{i}", () => Square(mask));
        }
    }

    private static void Erasure(MetricCase metric)
    {
        var (picture, mask, small) = (Coloured(metric.Input("image")), Grey(metric.Input("mask")), metric.Input("features_small"));
        var features = small.RepeatInterleave((int)(64 / small.Size(1)), 1).RepeatInterleave((int)(64 / small.Size(2)), 2);
        var score = new ReMoveScore(_ => features);
        metric.Check("square", () => Square(mask));
        foreach (var (name, result) in new[] { ("full", score.Of(picture, mask)), ("crop", score.OfCrop(picture, mask)) })
        {
            metric.Check($"{name}_score", () => result.Score);
            metric.Check($"{name}_foreground", () => result.Foreground);
            metric.Check($"{name}_background", () => result.Background);
            metric.Check($"{name}_mask64", () => Tensor.From(result.Region.Cells, result.Region.Height, result.Region.Width));
            metric.Check($"{name}_image_shape", () => Numbers([result.Picture.Height, result.Picture.Width, result.Picture.Channels]));
        }
    }

    private static Tensor Square(Picture mask)
    {
        var square = CropSquare.Around(Mask.From(mask, 255));
        return Numbers([square.X, square.Y, square.Size]);
    }

    private static Tensor Numbers(IEnumerable<int> numbers)
    {
        long[] all = [.. numbers.Select(n => (long)n)];
        return Tensor.From(all, all.Length);
    }

    private static Picture Grey(Tensor bytes) => new((int)bytes.Size(1), (int)bytes.Size(0), 1, bytes.ToArray<byte>());

    private static Picture Coloured(Tensor bytes) => new((int)bytes.Size(1), (int)bytes.Size(0), (int)bytes.Size(2), bytes.ToArray<byte>());

    private static Mask Region(Tensor cells) =>
        new((int)cells.Size(1), (int)cells.Size(0), Array.ConvertAll(cells.To(ScalarType.UInt8).ToArray<byte>(), c => (byte)(c != 0 ? 1 : 0)));
}
