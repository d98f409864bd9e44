using System.Text.Json;
using Atelier.Evaluation.Metrics.Features;
using Atelier.Torch;

namespace Atelier.Evaluation.Verification;

/// <summary>Recorded metrics of feature sets.</summary>
internal static class FeatureMetricCases
{
    public static IReadOnlyDictionary<string, Action<MetricCase>> Components { get; } = new Dictionary<string, Action<MetricCase>>
    {
        ["Frechet distance (FID arithmetic)"] = Frechet,
        ["KID (poly_mmd)"] = Kernel,
        ["CMMD"] = metric => metric.Check("distance", () => ClipMeanDiscrepancy.Between(
            metric.Input("features1"), metric.Input("features2"), metric.Number("sigma", 10), metric.Number("scale", 1000))),
        ["Inception Score arithmetic"] = Inception,
        ["improved precision and recall, density and coverage"] = Manifold,
        ["Vendi score"] = Vendi,
        ["CLIP score and directional CLIP score arithmetic"] = Clip,
        ["ArtFID arithmetic"] = metric => metric.Check("art_fid", () => ArtFid.Of(metric.Numbers("lpips_each"), metric.Input("frechet").Item())),
    };

    private static void Frechet(MetricCase metric)
    {
        var (a, b) = (FrechetDistance.Moments(metric.Input("features1")), FrechetDistance.Moments(metric.Input("features2")));
        metric.Check("mean1", () => a.Mean);
        metric.Check("mean2", () => b.Mean);
        metric.Check("covariance1", () => a.Covariance);
        metric.Check("covariance2", () => b.Covariance);
        metric.Check("trace_of_root", () => FrechetDistance.TraceOfRoot(a.Covariance, b.Covariance));
        metric.Check("distance", () => FrechetDistance.Between(metric.Input("features1"), metric.Input("features2")));
        metric.Check("distance_by_sqrtm", () => FrechetDistance.Between(metric.Input("features1"), metric.Input("features2")));
    }

    private static void Kernel(MetricCase metric)
    {
        // "1/dims" is the default of the reference.
        var gamma = metric.Field("gamma") is { ValueKind: JsonValueKind.Number } value ? value.GetDouble() : (double?)null;
        var distance = new KernelDistance(metric.Number("degree", 3), metric.Number("coef", 1), gamma);
        Tensor Subset(string rows, string indices, int i) => metric.Input(rows).IndexSelect(0, metric.Input(indices).Select(0, i));
        var each = Enumerable.Range(0, (int)metric.Input("subset1").Size(0))
            .Select(i => distance.Between(Subset("features1", "subset1", i), Subset("features2", "subset2", i))).ToArray();
        metric.Check("per_subset", () => each);
        metric.Check("mean", () => each.Average());
        metric.Check("std", () => Math.Sqrt(each.Average(e => Math.Pow(e - each.Average(), 2))));
    }

    private static void Inception(MetricCase metric)
    {
        var score = InceptionScore.Of(metric.Input("logits"), (int)metric.Number("splits", 10));
        metric.Check("per_split", () => score.PerSplit);
        metric.Check("mean", () => score.Mean);
        metric.Check("std", () => score.Deviation);
    }

    private static void Manifold(MetricCase metric)
    {
        var (real, fake, k) = (metric.Input("real"), metric.Input("fake"), (int)metric.Number("k", 3));
        var coverage = ManifoldCoverage.Compare(real, fake, k);
        metric.Check("radius_real", () => ManifoldCoverage.Radii(real, k));
        metric.Check("radius_fake", () => ManifoldCoverage.Radii(fake, k));
        metric.Check("precision", () => coverage.Precision);
        metric.Check("recall", () => coverage.Recall);
        metric.Check("density", () => coverage.Density);
        metric.Check("coverage", () => coverage.Coverage);
    }

    private static void Vendi(MetricCase metric)
    {
        foreach (var output in metric.Golden.Outputs.Where(o => o.StartsWith("order_", StringComparison.Ordinal)))
            metric.Check(output, () => VendiScore.Of(metric.Input("features"), MetricCase.Word(output["order_".Length..])));
    }

    private static void Clip(MetricCase metric)
    {
        var (image, text, image2, text2) = (metric.Input("image1"), metric.Input("text1"), metric.Input("image2"), metric.Input("text2"));
        metric.Check("score_each", () => ClipScore.OfPairs(image, text));
        metric.Check("score_mean", () => ClipScore.OfSet(image, text));
        metric.Check("score_mean_of_clamped", () => ClipScore.OfPairs(image, text).Mean().Item());
        // The output's name has the weight.
        const string Original = "original_", Each = "_each";
        foreach (var output in metric.Golden.Outputs.Where(o => o.StartsWith(Original, StringComparison.Ordinal) && o.EndsWith(Each, StringComparison.Ordinal)))
            metric.Check(output, () => ClipScore.OfPairs(image, text, MetricCase.Word(output[Original.Length..^Each.Length])));
        metric.Check("directional_each", () => ClipScore.Directional(image, image2, text, text2));
        metric.Check("directional_raw_each", () => ClipScore.Directional(image, image2, text, text2, normalise: false));
    }
}
