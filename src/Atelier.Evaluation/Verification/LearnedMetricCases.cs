using Atelier.Evaluation.Metrics.Learned;
using Atelier.Evaluation.Metrics.Style;
using Atelier.Torch;

namespace Atelier.Evaluation.Verification;

/// <summary>Recorded metrics of feature maps.</summary>
internal static class LearnedMetricCases
{
    public static IReadOnlyDictionary<string, Action<MetricCase>> Components { get; } = new Dictionary<string, Action<MetricCase>>
    {
        ["lpips.LPIPS (head)"] = Lpips,
        ["DISTS (head)"] = Dists,
        ["Gram matrix loss, AdaIN statistics"] = Style,
    };

    private static void Lpips(MetricCase metric)
    {
        var (a, b) = (Maps(metric, "features1.", 0), Maps(metric, "features2.", 0));
        var stored = metric.Flag("lpips", true)
            ? Enumerable.Range(0, a.Length).Select(i => metric.Golden.Weights().Read($"lin{i}.model.1.weight")).ToArray()
            : null;
        var head = new LpipsHead(stored);
        var picture = metric.Input("image1");
        (long, long)? size = metric.Flag("spatial", false) ? (picture.Size(2), picture.Size(3)) : null;
        metric.Check("distance", () => head.Distance(a, b, size));
        metric.Check("scaled_image1", () => LpipsHead.Scaled(picture));
        metric.Check("scaled_image2", () => LpipsHead.Scaled(metric.Input("image2")));
        for (var i = 0; i < a.Length; i++)
        {
            var layer = i;
            metric.Check($"layer{i}", () => head.Layer(layer, a[layer], b[layer], size));
            metric.Check($"unit_features1.{i}", () => LpipsHead.Unit(a[layer]));
            metric.Check($"unit_features2.{i}", () => LpipsHead.Unit(b[layer]));
        }
    }

    private static void Dists(MetricCase metric)
    {
        var (a, b) = (Maps(metric, "features1.", 1), Maps(metric, "features2.", 1));
        var head = new DistsHead(metric.Golden.Weights().Read("alpha"), metric.Golden.Weights().Read("beta"));
        metric.Check("distance", () => head.Distance([metric.Input("image1"), .. a], [metric.Input("image2"), .. b]));
        metric.Check("pooled", () => DistsHead.Pool(a[0]));
    }

    private static void Style(MetricCase metric)
    {
        var (content, style, epsilon) = (metric.Input("content"), metric.Input("style"), metric.Number("eps", 1e-5));
        metric.Check("gram_content", () => GramMatrix.Of(content));
        metric.Check("gram_raw_content", () => GramMatrix.Of(content, normalise: false));
        metric.Check("gram_style", () => GramMatrix.Of(style));
        metric.Check("gram_mse", () => GramMatrix.Loss(content, style));
        metric.Check("mean_content", () => ChannelStatistics.Of(content, epsilon).Mean);
        metric.Check("mean_style", () => ChannelStatistics.Of(style, epsilon).Mean);
        metric.Check("std_content", () => ChannelStatistics.Of(content, epsilon).Deviation);
        metric.Check("std_style", () => ChannelStatistics.Of(style, epsilon).Deviation);
        metric.Check("statistics_loss", () => ChannelStatistics.Loss(content, style, epsilon));
        metric.Check("adain", () => ChannelStatistics.Transfer(content, style, 1, epsilon));
        metric.Check("adain_alpha", () => ChannelStatistics.Transfer(content, style, metric.Number("alpha", 1), epsilon));
    }

    private static Tensor[] Maps(MetricCase metric, string prefix, int first) =>
        [.. Enumerable.Range(first, int.MaxValue - first).TakeWhile(i => metric.Golden.HasInput($"{prefix}{i}")).Select(i => metric.Input($"{prefix}{i}"))];
}
